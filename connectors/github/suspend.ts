import type { ContainmentMethod, Look } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import { ConnectorError } from "../connector-error";
import type { Server } from "./client";
import { findUser, targetOf, userAt } from "./find";
import { vendor } from "./http-options";

/**
 * Suspends a user of an Enterprise Server: https://docs.github.com/enterprise-server/rest/enterprise-admin/users.
 * When a suspension began tells ours from somebody else's later one.
 */
export function suspendUser(server: () => Server): ContainmentMethod {
  async function look(target: Target): Promise<Look> {
    const { suspended_at: since } = await userAt(server().http, target);
    return since
      ? { state: { suspended: true, since }, effect: "in-effect" }
      : { state: { suspended: false }, effect: "none" };
  }

  const send = ({ label }: Target, method: "PUT" | "DELETE", reason: string): Promise<void> =>
    server().http.send({
      method,
      path: `/users/${encodeURIComponent(label)}/suspended`,
      label: "/users/{username}/suspended",
      body: { reason },
    });

  return {
    async resolve(claim) {
      if (claim.kind !== "account")
        return { question: "Only accounts are on GitHub: who is meant?" };
      const { http, domain } = server();
      const found = await findUser(http, claim.account, [domain]);
      if ("question" in found || "absent" in found) return found;
      const isAdmin = found.user.site_admin ?? undefined;
      return { found: targetOf(found.user, isAdmin, isAdmin ? ["site administrator"] : []) };
    },
    look,
    async act(target, { text }) {
      const { effect } = await look(target);
      // Suspending anew succeeds: somebody else's would become ours.
      if (effect !== "none") throw overtaken(target);
      await send(target, "PUT", text);
    },
    async undo(target, before, { text }) {
      if (!wasActive(before)) {
        const message = `${target.label} was suspended before, so it was not unsuspended`;
        throw new ConnectorError(vendor, "permanent", message);
      }
      const { effect } = await look(target);
      if (effect !== "none") await send(target, "DELETE", text);
    },
  };
}

const overtaken = ({ label }: Target): ConnectorError => {
  const message = `${label} was suspended by somebody else just now: it is looked at again`;
  return new ConnectorError(vendor, "transient", message);
};

const wasActive = (before: unknown): boolean =>
  typeof before === "object" &&
  before !== null &&
  "suspended" in before &&
  before.suspended === false;

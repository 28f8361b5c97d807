import type { ContainmentMethod, Look } from "../../domain/containing";
import { ConnectorError } from "../connector-error";
import { type Okta, userIdOf, vendor } from "./client";
import { resolveUser } from "./find";
import { userResponse } from "./schema";

/** What it would take to suspend somebody who is not ACTIVE, by status. */
const hindrances: Readonly<Record<string, string>> = {
  LOCKED_OUT: "is locked out, and Okta suspends who is active only: is it to stay locked?",
  PASSWORD_EXPIRED: "has an expired password, and Okta suspends who is active only: what now?",
  RECOVERY: "is recovering a password, and Okta suspends who is active only: what now?",
  DEPROVISIONED: "is deactivated already, so there is nothing to suspend: is it somebody else?",
};
const notYetActive = "was never activated, and Okta suspends who is active only: what now?";

/**
 * Keeps a user from signing in, only from ACTIVE and back:
 * https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserLifecycle/. Okta takes no
 * etag and no text here; when a suspension began tells ours from somebody else's later one.
 */
export function suspendUser(okta: () => Okta): ContainmentMethod {
  async function look(id: string): Promise<Look> {
    const { status, statusChanged } = await okta().users.read(userResponse, {
      method: "GET",
      path: `/api/v1/users/${userIdOf(id)}`,
      label: "/api/v1/users/{id}",
    });
    return status === "SUSPENDED"
      ? { state: { suspended: true, since: statusChanged ?? "" }, effect: "in-effect" }
      : { state: { suspended: false }, effect: "none" };
  }

  const send = (id: string, change: "suspend" | "unsuspend"): Promise<void> =>
    okta().managing.send({
      method: "POST",
      path: `/api/v1/users/${userIdOf(id)}/lifecycle/${change}`,
      label: `/api/v1/users/{id}/lifecycle/${change}`,
    });

  /** Who is refused since somebody else just did it is looked at again. */
  const overtaken =
    (id: string, label: string, wanted: Look["effect"]) =>
    async (error: unknown): Promise<never> => {
      const isRefused = error instanceof ConnectorError && error.status === 400;
      if (!isRefused || (await look(id)).effect !== wanted) throw error;
      const message = `${label} was changed by somebody else at the same moment: it is looked at again`;
      throw new ConnectorError(vendor, "transient", message);
    };

  return {
    resolve: (claim) =>
      resolveUser(okta(), claim, ({ status, profile: { login } }) =>
        status === "ACTIVE" || status === "SUSPENDED"
          ? undefined
          : `${login} ${hindrances[status] ?? notYetActive}`,
      ),
    look: ({ id }) => look(id),
    act: ({ id, label }) => send(id, "suspend").catch(overtaken(id, label, "in-effect")),
    async undo({ id, label }, before) {
      if (!wasActive(before)) {
        const message = `${label} was suspended before, so it was not unsuspended`;
        throw new ConnectorError(vendor, "permanent", message);
      }
      if ((await look(id)).effect === "none") return;
      await send(id, "unsuspend").catch(overtaken(id, label, "none"));
    },
  };
}

const wasActive = (before: unknown): boolean =>
  typeof before === "object" &&
  before !== null &&
  "suspended" in before &&
  before.suspended === false;

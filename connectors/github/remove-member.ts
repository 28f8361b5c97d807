import type { ContainmentMethod } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import { ConnectorError, ifNotFound } from "../connector-error";
import type { Organization } from "./client";
import { findUser, targetOf, userAt } from "./find";
import { vendor } from "./http-options";
import { membershipResponse, organizationResponse } from "./schema";

const domains = ["github.com", "github"];

/**
 * Removes a member from an organization: https://docs.github.com/rest/orgs/members. Nothing gives back what
 * they had: an invitation is another membership.
 */
export function removeMember(organization: () => Organization): ContainmentMethod {
  async function membershipOf(login: string) {
    const { http, name } = organization();
    const membership = await http
      .read(membershipResponse, {
        method: "GET",
        path: `/orgs/${name}/memberships/${encodeURIComponent(login)}`,
        label: "/orgs/{org}/memberships/{username}",
      })
      .catch(ifNotFound(undefined));
    // GitHub says so of an organization that it hides, too.
    if (!membership) {
      await http.read(organizationResponse, { method: "GET", path: `/orgs/${name}` });
    }
    return membership;
  }

  async function isMember(target: Target): Promise<boolean> {
    const { login } = await userAt(organization().http, target);
    return (await membershipOf(login)) !== undefined;
  }

  return {
    async resolve(claim) {
      if (claim.kind !== "account")
        return { question: "Only accounts are on GitHub: who is meant?" };
      const { http, name } = organization();
      const found = await findUser(http, claim.account, domains);
      if ("question" in found || "absent" in found) return found;
      const { user } = found;
      const membership = await membershipOf(user.login);
      if (!membership || membership.user.id !== user.id) {
        const question = `${user.login} is no member of ${name}: is it somebody else, or an outside collaborator?`;
        return { question };
      }
      if (membership.state !== "active") {
        return { question: `${user.login} was invited to ${name} and is no member yet: what now?` };
      }
      const isOwner = membership.role !== "member";
      return { found: targetOf(user, isOwner, isOwner ? [membership.role] : []) };
    },
    async look(target) {
      const is = await isMember(target);
      return { state: { isMember: is }, effect: is ? "none" : "in-effect" };
    },
    async act(target) {
      const { http, name } = organization();
      if (!(await isMember(target))) return;
      await http.send({
        method: "DELETE",
        path: `/orgs/${name}/members/${encodeURIComponent(target.label)}`,
        label: "/orgs/{org}/members/{username}",
      });
    },
    undo({ label }) {
      const message = `${label} cannot be given back what they had: invite them to the organization`;
      return Promise.reject(new ConnectorError(vendor, "permanent", message));
    },
  };
}

import { cleanLine } from "../../domain/clean-text";
import type { Claim, Resolution, Target } from "../../domain/containment";
import type { AccountEntity } from "../../domain/entity";
import { ifNotFound } from "../connector-error";
import { type Okta, userId } from "./client";
import { type Role, type User, rolesResponse, userResponse } from "./schema";

/** Why something cannot be done to a user, as a question to a human; undefined when it can. */
export type Hindrance = (user: User) => string | undefined;

// Nothing of it would end the segment of a path, and nothing of it means "any".
const login = /^[\w$'.!#^~+&-]{1,80}@[A-Za-z0-9.-]{1,98}$/;

/**
 * The one user that an incident means, by their id or their whole login, and whether they administer the
 * organisation: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/#tag/User/operation/getUser
 */
export async function resolveUser(
  okta: Okta,
  claim: Claim,
  hindrance: Hindrance,
): Promise<Resolution> {
  if (claim.kind !== "account") return { question: "Only accounts are in Okta: who is meant?" };
  const found = await findUser(okta, claim.account);
  if ("question" in found || "absent" in found) return found;
  const question = hindrance(found.user);
  if (question !== undefined) return { question };
  const roles = await okta.roles.read(rolesResponse, {
    method: "GET",
    path: `/api/v1/users/${found.user.id}/roles`,
    label: "/api/v1/users/{id}/roles",
  });
  return { found: targetOf(found.user, roles) };
}

type Finding = { user: User } | { question: string } | { absent: string };

async function findUser(okta: Okta, account: AccountEntity): Promise<Finding> {
  const called = `"${cleanLine(account.label, 120)}"`;
  const ask = (what: string): Finding => ({ question: `${called} ${what}` });
  const { name = "", ntDomain, userPrincipalName } = account;
  const id = ntDomain === undefined && userId.test(name) ? name : undefined;
  if (id === undefined && userPrincipalName === undefined) {
    return ask("has neither an Okta id nor a login, so it could be anyone: who is it?");
  }
  if (userPrincipalName !== undefined && !login.test(userPrincipalName)) {
    return ask("is no login that a user can have, so it was not looked for: who is it?");
  }
  const user = await userBy(okta, id ?? userPrincipalName!);
  // Okta also takes the part of a login before its @.
  const isMeant = id === undefined ? isLoginOf(user, userPrincipalName!) : user?.id === id;
  if (!user || !isMeant || !userId.test(user.id)) {
    return {
      absent: `${called} was not found in Okta by its ${id === undefined ? "login" : "id"}`,
    };
  }
  return userPrincipalName === undefined || isLoginOf(user, userPrincipalName)
    ? { user }
    : ask("has an id and a login that are not of the same user: which is it?");
}

const userBy = (okta: Okta, idOrLogin: string): Promise<User | undefined> =>
  okta.users
    .read(userResponse, {
      method: "GET",
      path: `/api/v1/users/${encodeURIComponent(idOrLogin)}`,
      label: "/api/v1/users/{id or login}",
    })
    .catch(ifNotFound(undefined));

const isLoginOf = (user: User | undefined, written: string): boolean =>
  user?.profile.login.toLowerCase() === written.toLowerCase();

/** Roles of groups count: Okta lists them with the user's own. */
function targetOf({ id, profile }: User, roles: Role[]): Target {
  const { login: label, email, secondEmail, displayName } = profile;
  const names = [label, email, secondEmail, displayName].filter((name) => !!name) as string[];
  return {
    id,
    label,
    names: [...new Set(names)],
    roles: roles.map((role) => role.label ?? role.type ?? "a role"),
    isPrivileged: roles.length > 0,
  };
}

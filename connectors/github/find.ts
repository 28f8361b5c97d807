import { cleanLine } from "../../domain/clean-text";
import type { AccountEntity } from "../../domain/entity";
import type { Target } from "../../domain/containment";
import { ConnectorError, ifNotFound } from "../connector-error";
import type { Http } from "../http";
import { vendor } from "./http-options";
import { type User, userResponse } from "./schema";

/** Exactly one user, or why there is none: a sentence for a human. */
export type Found = { user: User } | { question: string } | { absent: string };

// Those of managed users end with "_" and a short code.
const login = /^[a-z0-9][a-z0-9_-]{0,62}$/i;

/**
 * The one user that an incident names, by their whole login. A login alone may be anybody's, at any system: the
 * account's domain has to say that it is of here.
 */
export async function findUser(
  http: Http,
  account: AccountEntity,
  domains: readonly string[],
): Promise<Found> {
  const called = `"${cleanLine(account.label, 120)}"`;
  const { name = "", ntDomain = "" } = account;
  if (!domains.includes(ntDomain.toLowerCase())) {
    return { absent: `${called} has not the domain ${domains[0]}: it is an account of elsewhere` };
  }
  if (!login.test(name)) {
    return { question: `${called} is no login that a user can have: who is it?` };
  }
  const user = await userNamed(http, name);
  if (user?.login.toLowerCase() !== name.toLowerCase()) {
    return { question: `${called} was not found on GitHub by its login: who is it?` };
  }
  return user.type === "User"
    ? { user }
    : {
        question: `${called} is no person on GitHub but of the type ${cleanLine(user.type, 40)}: what now?`,
      };
}

const userNamed = (http: Http, name: string): Promise<User | undefined> =>
  http
    .read(userResponse, {
      method: "GET",
      path: `/users/${encodeURIComponent(name)}`,
      label: "/users/{username}",
    })
    .catch(ifNotFound(undefined));

/** A login can be given up, and taken by somebody else: whoever has it now must be who was meant. */
export async function userAt(http: Http, { id, label }: Target): Promise<User> {
  const user = login.test(label) ? await userNamed(http, label) : undefined;
  if (user && String(user.id) === id) return user;
  const message = `${cleanLine(label, 64)} is not the login of this user (${cleanLine(id, 20)}) any more: look for them on GitHub`;
  throw new ConnectorError(vendor, user ? "permanent" : "not-found", message);
}

export const targetOf = (
  user: User,
  isPrivileged: boolean | undefined,
  roles: string[],
): Target => ({
  id: String(user.id),
  label: user.login,
  names: [user.login, user.name, user.email].filter((name) => !!name) as string[],
  roles,
  ...(isPrivileged !== undefined && { isPrivileged }),
});

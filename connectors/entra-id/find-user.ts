import { cleanLine } from "../../domain/clean-text";
import type { AccountEntity } from "../../domain/entity";
import { ifNotFound } from "../connector-error";
import type { Graph } from "./client";
import { objectIdOf } from "./cloud-sid";
import { isSameName } from "./same-name";
import { type User, userResponse, usersResponse } from "./schema";
import { userById, userByName, usersWith } from "./user-at";

export type Finding = { user: User } | { question: string };

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const localSid = /^S-1-5-21(-\d{1,10}){4}$/;
// What Entra ID takes for a user principal name; nothing of it means "any".
const principalName = /^[A-Za-z0-9$'._!#^~+&-]{1,120}@[A-Za-z0-9.-]{1,120}$/;
// https://learn.microsoft.com/windows/win32/adschema/a-samaccountname
const accountName = /^[^\p{C}"/\\[\]:;|=,+*?<>@%]{1,20}$/u;

/**
 * The one user that an incident means, by the surest of its names; a question when there is none, several,
 * or one that other names of the incident speak against.
 */
export async function findUser(graph: Graph, account: AccountEntity): Promise<Finding> {
  const label = `"${cleanLine(account.label, 120)}"`;
  const ask = (what: string): Finding => ({ question: `${label} ${what}` });
  const { aadUserId, sid, userPrincipalName: name } = account;
  const only = ([user, ...more]: User[], by: string): Finding => {
    if (!user) return ask(`was not found in Entra ID by its ${by}: who is it?`);
    if (more.length > 0) return ask(`fits several accounts of Entra ID by its ${by}: which is it?`);
    const other = disagreement(user, account);
    return other === undefined ? { user } : ask(other);
  };
  const byRequest = async (request: ReturnType<typeof userById>): Promise<User[]> =>
    graph.users
      .read(userResponse, request)
      .then((user) => [user])
      .catch(ifNotFound([]));

  const objectId = aadUserId?.toLowerCase() ?? objectIdOf(sid ?? "");
  if (objectId !== undefined) {
    if (!guid.test(objectId)) return ask("has an object id that is none: who is it?");
    const found = await byRequest(userById(objectId));
    return only(
      found.filter(({ id }) => id.toLowerCase() === objectId),
      "object id",
    );
  }
  if (sid !== undefined) {
    if (!localSid.test(sid)) return ask("has a SID that is no user's: who is it?");
    const { value } = await graph.users.read(
      usersResponse,
      usersWith("onPremisesSecurityIdentifier", sid),
    );
    return only(
      value.filter((user) => user.onPremisesSecurityIdentifier === sid),
      "SID",
    );
  }
  if (name !== undefined) {
    if (!principalName.test(name)) {
      return ask("is no name that a user can have, so it was not looked for: who is it?");
    }
    const found = await byRequest(userByName(name));
    return only(
      found.filter((user) => isSameName(user.userPrincipalName, name)),
      "user principal name",
    );
  }
  return byDomainAndName(graph, account, only, ask);
}

async function byDomainAndName(
  graph: Graph,
  { name = "", ntDomain = "" }: AccountEntity,
  only: (users: User[], by: string) => Finding,
  ask: (what: string) => Finding,
): Promise<Finding> {
  if (name === "" || ntDomain === "") {
    return ask("has neither an id nor a name with its domain, so it could be anyone: who is it?");
  }
  if (!accountName.test(name)) {
    return ask("is no name that a user can have, so it was not looked for: who is it?");
  }
  const { value } = await graph.users.read(
    usersResponse,
    usersWith("onPremisesSamAccountName", name),
  );
  return only(
    value.filter(
      (user) =>
        isSameName(user.onPremisesSamAccountName, name) &&
        isDomain(ntDomain, user.onPremisesDomainName ?? ""),
    ),
    "name and domain",
  );
}

/** Incidents have the domain's short name, Entra ID the long one, which mostly begins with it. */
const isDomain = (written: string, full: string): boolean =>
  full !== "" && (isSameName(full, written) || isSameName(full.split(".", 1)[0], written));

/** What an incident says of an account that is not so of the user that was found; undefined when all fits. */
function disagreement(user: User, { userPrincipalName: name, sid }: AccountEntity) {
  const addresses = [
    user.userPrincipalName,
    user.mail,
    user.onPremisesUserPrincipalName,
    ...(user.proxyAddresses ?? []).map((address) => address.replace(/^smtp:/i, "")),
  ];
  if (name !== undefined && !addresses.some((one) => isSameName(one, name))) {
    return "has an id and a name that are not of the same account: which is it?";
  }
  const sids = [user.onPremisesSecurityIdentifier, user.securityIdentifier];
  if (sid !== undefined && !sids.some((one) => isSameName(one, sid))) {
    const isOwn = objectIdOf(sid) === user.id.toLowerCase();
    if (!isOwn) return "has an id and a SID that are not of the same account: which is it?";
  }
  return undefined;
}

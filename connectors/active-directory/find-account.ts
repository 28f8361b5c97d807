import { cleanLine } from "../../domain/clean-text";
import type { AccountEntity } from "../../domain/entity";
import type { Search, Session } from "./session";
import { type Entry, bytesIn, textIn, textsIn } from "./schema";
import { bytesOfSid, isAccountSid, sidOf } from "./sid";

export const userClass = { objectCategory: "person", objectClass: "user" };
const attributes = [
  "objectSid",
  "sAMAccountName",
  "userPrincipalName",
  "mail",
  "displayName",
  "cn",
  "proxyAddresses",
  "adminCount",
];

export type Finding = { entry: Entry; sid: string } | { question: string };

/**
 * The one account that an incident means, by the surest of its names; a question when there is none, several,
 * or one that other names of the incident speak against.
 */
export async function findAccount(
  session: Session,
  account: AccountEntity,
  domain: string | undefined,
): Promise<Finding> {
  const label = `"${cleanLine(account.label, 120)}"`;
  const ask = (what: string): Finding => ({ question: `${label} ${what}` });
  const surest = surestOf(account, domain);
  if ("problem" in surest) return ask(surest.problem);
  const search: Search = { scope: "sub", equal: { ...userClass, ...surest.equal }, attributes };
  const [entry, ...more] = await session.find(search);
  if (!entry) return ask(`was not found in Active Directory by its ${surest.by}: who is it?`);
  if (more.length > 0) {
    return ask(`fits several accounts of Active Directory by its ${surest.by}: which is it?`);
  }
  const [bytes] = bytesIn(entry, "objectSid");
  const sid = bytes && sidOf(bytes);
  if (sid === undefined || !isAccountSid(sid)) return ask("has no SID of a domain: who is it?");
  const other = disagreement(entry, sid, account, domain);
  return other === undefined ? { entry, sid } : ask(other);
}

type Surest = { by: string; equal: Search["equal"] } | { problem: string };

function surestOf(account: AccountEntity, domain: string | undefined): Surest {
  const { sid, userPrincipalName, name, ntDomain } = account;
  if (sid !== undefined && isAccountSid(sid)) {
    return { by: "SID", equal: { objectSid: bytesOfSid(sid) } };
  }
  if (userPrincipalName !== undefined) {
    return { by: "user principal name", equal: { userPrincipalName } };
  }
  if (!name || !ntDomain) {
    return {
      problem: "has neither a SID nor a name with its domain, so it could be anyone: who is it?",
    };
  }
  if (domain === undefined) {
    return { problem: "names a domain, and ACTIVE_DIRECTORY_DOMAIN is not set: who is it?" };
  }
  return isSame(ntDomain, domain)
    ? { by: "name and domain", equal: { sAMAccountName: name } }
    : { problem: "is of another domain than the one that is set up here: who is it?" };
}

/** What an incident says of an account that is not so of the one that was found; undefined when all fits. */
function disagreement(
  entry: Entry,
  found: string,
  { sid, userPrincipalName, name, ntDomain }: AccountEntity,
  domain: string | undefined,
): string | undefined {
  if (sid !== undefined && isAccountSid(sid) && sid !== found) {
    return "has a name and a SID that are not of the same account: which is it?";
  }
  const written = [
    textIn(entry, "userPrincipalName"),
    textIn(entry, "mail"),
    ...addressesOf(entry),
  ];
  if (userPrincipalName !== undefined && !written.some((one) => isSame(one, userPrincipalName))) {
    return "has a SID and a name that are not of the same account: which is it?";
  }
  const isOfDomain = ntDomain !== undefined && isSame(domain, ntDomain);
  return isOfDomain && name !== undefined && !isSame(textIn(entry, "sAMAccountName"), name)
    ? "has two names that are not of the same account: which is it?"
    : undefined;
}

export const addressesOf = (entry: Entry): string[] =>
  textsIn(entry, "proxyAddresses").map((address) => address.replace(/^[a-z0-9]+:/i, ""));

/** Active Directory compares names without their case. */
export const isSame = (one: string | undefined, other: string): boolean =>
  one !== undefined && one.toLowerCase() === other.toLowerCase();

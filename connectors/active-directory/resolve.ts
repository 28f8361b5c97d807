import type { Claim, Resolution, Target } from "../../domain/containment";
import type { Directory } from "./directory";
import type { Session } from "./session";
import { addressesOf, findAccount, isSame, userClass } from "./find-account";
import { builtInAccount, privilegedGroups } from "./privileges";
import { type Entry, bytesIn, textIn } from "./schema";
import { sidOf } from "./sid";

const mostNames = 100;

/** The account that a claim means, with all that guards have to know of it. */
export function resolveAccount(
  directory: Directory,
  claim: Claim,
  domain: string | undefined,
): Promise<Resolution> | Resolution {
  if (claim.kind !== "account") return { question: "Only accounts are disabled: who is meant?" };
  const { account } = claim;
  return directory(async (session) => {
    const found = await findAccount(session, account, domain);
    if ("question" in found) return found;
    const target = await targetOf(session, found.entry, found.sid, domain);
    const isOwn = [found.entry.dn, ...target.names].some((name) => isSame(name, session.bindDn));
    return isOwn
      ? { question: `${target.label} is the account by which this app signs in: who is meant?` }
      : { found: target };
  });
}

async function targetOf(
  session: Session,
  entry: Entry,
  sid: string,
  domain: string | undefined,
): Promise<Target> {
  const groups = await groupsOf(session, entry.dn);
  const account = builtInAccount(sid);
  const roles = [...privilegedGroups(groups), ...(account === undefined ? [] : [account])];
  const isPrivileged = roles.length > 0 || textIn(entry, "adminCount") === "1";
  const names = namesOf(entry, sid, domain);
  return {
    id: sid,
    label: textIn(entry, "userPrincipalName") ?? names[0] ?? sid,
    names,
    roles,
    // Everybody is in some group: where none is seen, nobody knows.
    ...((isPrivileged || groups.length > 0) && { isPrivileged }),
  };
}

/**
 * SIDs of all groups that an account is in, through others too. Only a search for this one entry tells them:
 * https://learn.microsoft.com/windows/win32/adschema/a-tokengroups.
 */
async function groupsOf(session: Session, dn: string): Promise<string[]> {
  const search = {
    base: dn,
    scope: "base" as const,
    equal: userClass,
    attributes: ["tokenGroups"],
  };
  const [entry] = await session.find(search);
  const sids = entry ? bytesIn(entry, "tokenGroups").map(sidOf) : [];
  return sids.filter((sid) => sid !== undefined);
}

function namesOf(entry: Entry, sid: string, domain: string | undefined): string[] {
  const sam = textIn(entry, "sAMAccountName");
  const names = [
    textIn(entry, "userPrincipalName"),
    sam && domain ? `${domain}\\${sam}` : undefined,
    sam,
    textIn(entry, "mail"),
    textIn(entry, "displayName"),
    textIn(entry, "cn"),
    sid,
    ...addressesOf(entry),
  ];
  const known = names.filter((name) => name !== undefined && name !== "");
  return [...new Set(known as string[])].slice(0, mostNames);
}

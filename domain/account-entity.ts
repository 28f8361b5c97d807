import { cleanLine } from "./clean-text";
import type { AccountEntity } from "./entity";
import { type Members, lineIn } from "./members";
import { withoutUndefined } from "./without-undefined";

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const sidPattern = /^S-1(?:-\d{1,15}){1,15}$/;

/** An account from the members of either vocabulary; undefined when nothing names it. */
export function accountOf(fields: Members): AccountEntity | undefined {
  const written = nameOf(fields);
  const userPrincipalName = principalNameOf(fields, written.name);
  const name = written.name?.split("@", 1)[0] || undefined;
  const ntDomain = written.ntDomain ?? lineIn(fields, "ntDomain");
  const aadUserId = matching(lineIn(fields, "aadUserId")?.toLowerCase(), guid);
  const sid = matching(lineIn(fields, "sid")?.toUpperCase(), sidPattern);
  const known = { userPrincipalName, aadUserId, sid, name, ntDomain };
  const label = labelOfAccount(known) ?? lineIn(fields, "displayName", "friendlyName");
  return label === undefined ? undefined : { kind: "Account", label, ...withoutUndefined(known) };
}

/** What people call an account: the best that is known of it. */
export function labelOfAccount(account: {
  userPrincipalName?: string | undefined;
  ntDomain?: string | undefined;
  name?: string | undefined;
  sid?: string | undefined;
  aadUserId?: string | undefined;
}): string | undefined {
  const { userPrincipalName, ntDomain, name, sid, aadUserId } = account;
  const downLevel = ntDomain && name ? cleanLine(`${ntDomain}\\${name}`, 256) : undefined;
  return userPrincipalName ?? downLevel ?? name ?? sid ?? aadUserId;
}

/** The name without its `DOMAIN\` prefix, which some products leave in it. */
function nameOf(fields: Members): { name?: string | undefined; ntDomain?: string | undefined } {
  const written = lineIn(fields, "accountName", "name");
  const [domain, name, ...more] = written?.split("\\") ?? [];
  return domain && name && more.length === 0 ? { name, ntDomain: domain } : { name: written };
}

// The name may hold the suffix already, and the suffix may be missing (Azure/Azure-Sentinel#2505).
function principalNameOf(fields: Members, name: string | undefined): string | undefined {
  const suffix = lineIn(fields, "upnSuffix");
  const built = name && suffix && !name.includes("@") ? `${name}@${suffix}` : name;
  const written = lineIn(fields, "userPrincipalName", "upn") ?? built;
  return written !== undefined && written.length <= 256 && /^[^\s@\\]+@[^\s@\\]+$/.test(written)
    ? written
    : undefined;
}

const matching = (text: string | undefined, pattern: RegExp): string | undefined =>
  text !== undefined && pattern.test(text) ? text : undefined;

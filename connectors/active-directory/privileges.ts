/**
 * Groups that Active Directory protects, or by which one gets at what it protects, by the end of their SID in each domain:
 * https://learn.microsoft.com/windows-server/identity/ad-ds/manage/understand-security-identifiers
 */
const inDomains: Readonly<Record<string, string>> = {
  498: "Enterprise Read-only Domain Controllers",
  512: "Domain Admins",
  516: "Domain Controllers",
  517: "Cert Publishers",
  518: "Schema Admins",
  519: "Enterprise Admins",
  520: "Group Policy Creator Owners",
  521: "Read-only Domain Controllers",
  526: "Key Admins",
  527: "Enterprise Key Admins",
};

const builtIn: Readonly<Record<string, string>> = {
  544: "Administrators",
  548: "Account Operators",
  549: "Server Operators",
  550: "Print Operators",
  551: "Backup Operators",
  552: "Replicator",
};

const accounts: Readonly<Record<string, string>> = { 500: "Administrator", 502: "krbtgt" };

/** The privileged groups among SIDs, by the names that they have in English. */
export const privilegedGroups = (sids: readonly string[]): string[] =>
  sids.flatMap((sid) => {
    const [, domain, inDomain] = /^S-1-5-(21-\d+-\d+-\d+|32)-(\d+)$/.exec(sid) ?? [];
    const name = (domain === "32" ? builtIn : inDomains)[inDomain ?? ""];
    return name === undefined ? [] : [name];
  });

/** The name of a built-in account that must stay; undefined for any other. */
export const builtInAccount = (sid: string): string | undefined =>
  accounts[sid.slice(sid.lastIndexOf("-") + 1)];

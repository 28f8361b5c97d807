import type { Entry } from "./results";

const base = "DC=corp,DC=contoso,DC=example";
export const domainSid = "S-1-5-21-1004336348-1177238915-682003330";

const account = (
  name: string,
  sam: string,
  rid: number,
  more: Record<string, string[]> = {},
  unit = "Staff",
): Entry => ({
  dn: `CN=${name},OU=${unit},${base}`,
  attributes: {
    objectClass: ["top", "person", "organizationalPerson", "user"],
    objectCategory: ["person"],
    cn: [name],
    displayName: [name],
    sAMAccountName: [sam],
    userPrincipalName: [`${sam}@contoso.example`],
    mail: [`${sam}@contoso.example`],
    objectSid: [sidBytes(`${domainSid}-${rid}`)],
    userAccountControl: ["512"],
    // Domain Users
    tokenGroups: [sidBytes(`${domainSid}-513`), sidBytes("S-1-5-32-545")],
    ...more,
  },
});

/** What the domain holds until a scene says otherwise: two who work there, one who runs it, and the app's own. */
export const publishedEntries: readonly Entry[] = [
  { dn: base, attributes: { objectClass: ["top", "domain"], dc: ["corp"] } },
  account("Alex Kim", "alex.kim", 1604, { userAccountControl: ["66048"] }),
  account("Sam Doe (temp)", "sam.doe", 1605),
  account("Dana Root", "dana.root", 1606, {
    adminCount: ["1"],
    tokenGroups: [sidBytes(`${domainSid}-513`), sidBytes(`${domainSid}-512`)],
  }),
  account("svc-response", "svc-response", 1700, { userAccountControl: ["66048"] }, "Services"),
];

/** The bytes of a SID, as an entry here holds them. */
export function sidBytes(sid: string): string {
  const [, , authority, ...parts] = sid.split("-").map(Number);
  const bytes = Buffer.alloc(8 + parts.length * 4);
  bytes.set([1, parts.length]);
  bytes.writeUIntBE(authority!, 2, 6);
  for (const [index, part] of parts.entries()) bytes.writeUInt32LE(part, 8 + index * 4);
  return `base64:${bytes.toString("base64")}`;
}

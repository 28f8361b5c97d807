import type { DirectoryUser } from "./directory-user";

const id = (n: number): string => `9a11b0c5-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** A user of the cloud with nothing special, and what is said of it. */
export function userOf(
  said: Partial<DirectoryUser> & { userPrincipalName: string },
): DirectoryUser {
  const name = said.userPrincipalName.split("@")[0] ?? "";
  return {
    id: id(0),
    displayName: name,
    mail: said.userPrincipalName,
    mailNickname: name,
    proxyAddresses: [`SMTP:${said.userPrincipalName}`],
    userType: "Member",
    accountEnabled: true,
    createdDateTime: "2024-02-01T08:00:00Z",
    signInSessionsValidFromDateTime: "2026-03-02T07:30:00Z",
    lastPasswordChangeDateTime: "2026-03-02T07:30:00Z",
    passwordProfile: null,
    onPremisesSyncEnabled: null,
    onPremisesSamAccountName: null,
    onPremisesDomainName: null,
    onPremisesSecurityIdentifier: null,
    onPremisesUserPrincipalName: null,
    onPremisesDistinguishedName: null,
    isCloudManaged: false,
    manager: null,
    roles: [],
    eligibleRoles: [],
    groups: [],
    risk: null,
    methodsRegistered: ["microsoftAuthenticatorPush"],
    authenticationMethods: [],
    ...said,
  };
}

const onPremises = (sam: string, rid: number): Partial<DirectoryUser> => ({
  onPremisesSyncEnabled: true,
  onPremisesSamAccountName: sam,
  onPremisesDomainName: "contoso.example",
  onPremisesSecurityIdentifier: `S-1-5-21-1004336348-1177238915-682003330-${rid}`,
  onPremisesUserPrincipalName: `${sam}@contoso.example`,
  onPremisesDistinguishedName: `CN=${sam},OU=Staff,DC=contoso,DC=example`,
});

/** One of each kind that a response has to tell apart; the first one is in `samples/`. */
export const demoUsers: DirectoryUser[] = [
  userOf({
    id: "99999999-9999-9999-9999-999999999999",
    userPrincipalName: "alex@contoso.example",
    displayName: "Alex Wilber",
    manager: id(11),
    methodsRegistered: [],
    risk: {
      riskLevel: "medium",
      riskState: "atRisk",
      riskDetail: "none",
      riskLastUpdatedDateTime: "2026-11-24T02:20:00Z",
    },
  }),
  userOf({
    id: id(10),
    userPrincipalName: "adele.admin@contoso.example",
    displayName: "Adele Vance (admin)",
    roles: ["Global Administrator"],
  }),
  userOf({
    id: id(11),
    userPrincipalName: "kim@contoso.example",
    displayName: "Kim Akers",
    ...onPremises("kim", 1104),
  }),
  userOf({
    id: id(12),
    userPrincipalName: "svc-backup@contoso.example",
    displayName: "Backup service",
    methodsRegistered: [],
    ...onPremises("svc-backup", 1187),
  }),
  userOf({
    id: id(13),
    userPrincipalName: "break-glass-1@contoso.example",
    displayName: "Break glass 1",
    roles: ["Global Administrator"],
    methodsRegistered: ["fido2SecurityKey"],
  }),
  userOf({
    id: id(14),
    userPrincipalName: "lee_partner.example#EXT#@contoso.example",
    displayName: "Lee Gu",
    mail: "lee@partner.example",
    userType: "Guest",
  }),
  userOf({
    id: id(15),
    userPrincipalName: "robin@contoso.example",
    displayName: "Robin Kline",
    groups: [{ id: id(90), displayName: "Tier 0 operators", isAssignableToRole: true }],
  }),
  userOf({
    id: id(16),
    userPrincipalName: "sam@contoso.example",
    displayName: "Sam Centrell",
    eligibleRoles: ["Security Administrator"],
  }),
];

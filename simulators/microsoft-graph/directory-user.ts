import type { AuthenticationMethod } from "./authentication-method";

/** A user of the directory: what Graph shows of it, and what it answers from elsewhere. */
export interface DirectoryUser {
  id: string;
  userPrincipalName: string;
  displayName: string;
  mail: string | null;
  mailNickname: string | null;
  proxyAddresses: string[];
  userType: "Member" | "Guest";
  accountEnabled: boolean;
  createdDateTime: string;
  signInSessionsValidFromDateTime: string;
  lastPasswordChangeDateTime: string | null;
  passwordProfile: PasswordProfile | null;
  onPremisesSyncEnabled: boolean | null;
  onPremisesSamAccountName: string | null;
  onPremisesDomainName: string | null;
  onPremisesSecurityIdentifier: string | null;
  onPremisesUserPrincipalName: string | null;
  onPremisesDistinguishedName: string | null;
  /** Its source of authority was moved to the cloud: `onPremisesSyncBehavior`. */
  isCloudManaged: boolean;
  /** Object id of another user. */
  manager: string | null;
  /** Names of the directory's roles that it holds, directly or by a group. */
  roles: string[];
  /** Names of roles that it may activate by Privileged Identity Management, and does not hold now. */
  eligibleRoles: string[];
  groups: { id: string; displayName: string; isAssignableToRole: boolean }[];
  /** What Identity Protection thinks of it; null when it never was at risk. */
  risk: Risk | null;
  /** Methods that it registered; null when there is no report of it, as of disabled users. */
  methodsRegistered: string[] | null;
  /** Those that can be deleted; a password has everybody. */
  authenticationMethods: AuthenticationMethod[];
}

/** https://learn.microsoft.com/graph/api/resources/passwordprofile: a password is never shown. */
export interface PasswordProfile {
  forceChangePasswordNextSignIn: boolean;
  forceChangePasswordNextSignInWithMfa: boolean;
}

export interface Risk {
  riskLevel: string;
  riskState: string;
  riskDetail: string;
  riskLastUpdatedDateTime: string;
}

const elsewhere = [
  "isCloudManaged",
  "manager",
  "roles",
  "eligibleRoles",
  "groups",
  "risk",
  "methodsRegistered",
  "authenticationMethods",
] as const;

/** What Graph shows without `$select`, of what is kept here. */
const byDefault = ["displayName", "mail", "userPrincipalName", "id"];

/** A user's own members, the computed one included. */
function membersOf(user: DirectoryUser): Record<string, unknown> {
  const hidden = new Set<string>(elsewhere);
  return {
    ...Object.fromEntries(Object.entries(user).filter(([name]) => !hidden.has(name))),
    securityIdentifier: securityIdentifierOf(user.id),
  };
}

/** A user with what was selected, and nothing else; the name that users do not have in its place. */
export function shownUser(
  user: DirectoryUser,
  select: string | null,
): Record<string, unknown> | string {
  const members = membersOf(user);
  const names = select === null ? byDefault : select.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !(name in members));
  if (unknown !== undefined) return unknown;
  return Object.fromEntries(names.map((name) => [name, members[name]]));
}

/** The SID that Entra ID makes of an object id: its 16 bytes as four numbers, little end first. */
function securityIdentifierOf(id: string): string {
  const [one = "", two = "", three = "", ...rest] = id.split("-");
  const turned = [one, two, three].map((group) => group.match(/../g)!.toReversed().join(""));
  const dotNet = Buffer.from([...turned, ...rest].join(""), "hex");
  const parts = [0, 4, 8, 12].map((at) => dotNet.readUInt32LE(at));
  return `S-1-12-1-${parts.join("-")}`;
}

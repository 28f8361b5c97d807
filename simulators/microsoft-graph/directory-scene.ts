import { arrayOf, isRecord, numberOf, objectOf, SceneError } from "../simulator";
import type { DirectorySettings } from "./directory";
import { userOf } from "./directory-demo";
import type { DirectoryUser } from "./directory-user";
import { readIncidents } from "./security";
import type { SecurityIncident } from "./security-incident";
import { type DirectoryGroup, groupOf } from "./group";

/**
 * What a scene can say of the directory:
 * - `users`: replaces all of them; what one does not say is as of a user of the cloud with nothing special
 * - `groups`: replaces all whose members can be changed; what one does not say is as of a security group
 * - `securityIncidents`: replaces all of the Defender portal
 * - `replicationSeconds`: until reads show what was written
 * - `appDirectoryRoles`: roles that the app's identity holds: "User Administrator"
 * - `hasP2`: false answers 403 to what needs Entra ID P2
 * - `riskRequestsPerSecond`: 1 in life
 * - `securityRequestsPerMinute`: 50 in life
 */
export interface DirectoryScene extends Partial<DirectorySettings> {
  users?: DirectoryUser[];
  groups?: DirectoryGroup[];
  securityIncidents?: SecurityIncident[];
}

export const directoryReaders: {
  [Name in keyof DirectoryScene]-?: (value: unknown) => DirectoryScene[Name];
} = {
  users: (value) => arrayOf(value, "users").map(readUser),
  groups: (value) => arrayOf(value, "groups").map(readGroup),
  securityIncidents: readIncidents,
  replicationSeconds: (value) => numberOf(value, "replicationSeconds"),
  appDirectoryRoles: (value) => arrayOf(value, "appDirectoryRoles").map(String),
  hasP2: (value) => value === true,
  riskRequestsPerSecond: (value) => numberOf(value, "riskRequestsPerSecond"),
  securityRequestsPerMinute: (value) => numberOf(value, "securityRequestsPerMinute"),
};

const pattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const known = userOf({ userPrincipalName: "nobody@contoso.example" });

function readUser(value: unknown): DirectoryUser {
  const said = objectOf(value, "A user");
  const { id, userPrincipalName } = said;
  if (typeof id !== "string" || !pattern.test(id) || typeof userPrincipalName !== "string") {
    throw new SceneError('A user has an "id", a GUID in lower case, and a "userPrincipalName"');
  }
  for (const [name, member] of Object.entries(said)) {
    if (!(name in known)) throw new SceneError(`A user has no "${name}"`);
    const expected = known[name as keyof DirectoryUser];
    const fits =
      expected === null
        ? member === null || ["string", "boolean"].includes(typeof member) || isRecord(member)
        : member === null || Array.isArray(member) || typeof member === typeof expected;
    if (!fits) throw new SceneError(`"${name}" of a user cannot be ${JSON.stringify(member)}`);
  }
  return userOf({ ...(said as Partial<DirectoryUser>), userPrincipalName });
}

const knownGroup = groupOf({ id: "" });

function readGroup(value: unknown): DirectoryGroup {
  const said = objectOf(value, "A group");
  const { id } = said;
  if (typeof id !== "string" || !pattern.test(id)) {
    throw new SceneError('A group has an "id", a GUID in lower case');
  }
  for (const [name, member] of Object.entries(said)) {
    const expected = knownGroup[name as keyof DirectoryGroup];
    if (expected === undefined) throw new SceneError(`A group has no "${name}"`);
    const fits = Array.isArray(expected)
      ? Array.isArray(member)
      : [typeof expected, expected === null ? "boolean" : ""].includes(typeof member);
    if (!fits) throw new SceneError(`"${name}" of a group cannot be ${JSON.stringify(member)}`);
  }
  return groupOf({ ...(said as Partial<DirectoryGroup>), id });
}

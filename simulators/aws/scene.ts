import { checkedScene } from "../simulator";
import type { AclRow, InstanceRow } from "./ec2-rows";
import type { GuardDutyRow } from "./guardduty-rows";
import type { HubRow } from "./hub-rows";
import type { RoleRow } from "./iam-roles";
import type { UserRow } from "./iam-users";
import { audience } from "./published";

export interface Settings {
  /** Actions that the app's role is not allowed: "wafv2:UpdateIPSet". */
  denied: string[];
  requestsPerMinute: number;
  /** Audiences that the account's identity provider takes. */
  clientIds: string[];
  /** How often somebody else changes an IP set, or takes a rule's number, between our reading and our writing. */
  lostRaces: number;
  /** How long a snapshot is pending. */
  snapshotSeconds: number;
  /** How long an instance takes to stop, and to start. */
  powerSeconds: number;
  /** Whether GuardDuty has an administrator in another account, which alone archives. */
  isGuardDutyMember: boolean;
  hubIsOn: boolean;
  /** How long an update of Security Hub's findings takes to show. */
  hubUpdateSeconds: number;
  /** Codes of findings, by id, that Security Hub does not update. */
  unprocessed: Record<string, string>;
}

export const usual: Settings = {
  denied: [],
  requestsPerMinute: 10_000,
  clientIds: [audience],
  lostRaces: 0,
  snapshotSeconds: 60,
  powerSeconds: 30,
  isGuardDutyMember: false,
  hubIsOn: true,
  hubUpdateSeconds: 0,
  unprocessed: {},
};

export interface IpSet {
  Name: string;
  Id: string;
  Scope: "REGIONAL" | "CLOUDFRONT";
  Description?: string;
  IPAddressVersion: "IPV4" | "IPV6";
  Addresses: string[];
  LockToken: string;
}

export type Scene = Partial<Settings> & {
  ipSets?: (Partial<IpSet> & { Id: string })[];
  users?: (Partial<UserRow> & { UserName: string })[];
  roles?: (Partial<RoleRow> & { RoleName: string })[];
  acls?: (Partial<AclRow> & { NetworkAclId: string })[];
  instances?: (Partial<InstanceRow> & { InstanceId: string })[];
  guardDuty?: (Partial<GuardDutyRow> & { id: string })[];
  hub?: (Partial<HubRow> & { Id: string })[];
};

const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;
const isFlag = (value: unknown): boolean => typeof value === "boolean";
const areTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === "string");
const areRows = (key: string) => (value: unknown) =>
  Array.isArray(value) &&
  value.every((row) => typeof (row as Record<string, unknown> | null)?.[key] === "string");

const expected =
  'The scene of "aws" takes "denied" and "clientIds" (lists of texts), "requestsPerMinute", ' +
  '"lostRaces", "snapshotSeconds" and "powerSeconds" (numbers), "ipSets" ([{Id, …}]), "users" ([{UserName, …}]), "roles" ([{RoleName, …}]), "acls" ([{NetworkAclId, …}]), "instances" ' +
  '([{InstanceId, …}]), "guardDuty" ([{id, …}]) and "hub" ([{Id, …}]), which replace what was found, "isGuardDutyMember" and "hubIsOn" (true or false), "hubUpdateSeconds" (a number) and "unprocessed" ({<id>: <code>})';

export const sceneOf = (input: unknown): Scene =>
  checkedScene<Scene>(
    input,
    {
      denied: areTexts,
      clientIds: areTexts,
      requestsPerMinute: isCount,
      lostRaces: isCount,
      ipSets: areRows("Id"),
      users: areRows("UserName"),
      roles: areRows("RoleName"),
      instances: areRows("InstanceId"),
      acls: areRows("NetworkAclId"),
      snapshotSeconds: isCount,
      powerSeconds: isCount,
      guardDuty: areRows("id"),
      hub: areRows("Id"),
      isGuardDutyMember: isFlag,
      hubIsOn: isFlag,
      hubUpdateSeconds: isCount,
      unprocessed: (value) => areTexts(Object.values(value ?? {})),
    },
    expected,
  );

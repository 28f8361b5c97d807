import { SceneError, checkedEntry, checkedScene, isRecord } from "../simulator";

/** A service account as it is kept. */
export interface Account {
  project: string;
  email: string;
  uniqueId: string;
  displayName: string;
  disabled: boolean;
  /** That it was given on its project. */
  roles: string[];
  keys: Key[];
}

export interface Key {
  /** 40 hexadecimal digits. */
  id: string;
  keyType: "USER_MANAGED" | "SYSTEM_MANAGED";
  disabled: boolean;
}

/** What a test can decide about Google. */
export interface Settings {
  /** Which workload identity provider there is, and what it takes. */
  provider: string;
  audience: string;
  issuer: string;
  /** The one service account that the workload may impersonate. */
  account: string;
  /** Whether it may. */
  impersonation: boolean;
  /** Of the account: permissions that it lacks, such as "iam.serviceAccounts.disable". */
  denied: string[];
  tokenLifetimeSeconds: number;
  /** Writes to service accounts and keys that one project may make in a minute. */
  writesPerMinute: number;
  /** How long an operation of Compute Engine takes, and how long a stop or a start. */
  operationSeconds: number;
  stopSeconds: number;
  /** What operations fail with; null when they succeed. */
  operationError: string | null;
  /** Whether the service account may have Google sign for it. */
  signing: boolean;
  /** Domain-wide delegation: which scopes, and in whose place. */
  delegatedScopes: string[];
  delegatedAdmins: string[];
  directoryPerMinute: number;
  /** Security Command Center: the organisations, folders and projects that there are, and its requests of a minute. */
  sccParents: string[];
  sccPerMinute: number;
}

/** A finding of Security Command Center. */
export interface Finding {
  /** "organizations/1/sources/2/locations/global/findings/3" */
  name: string;
  state: "ACTIVE" | "INACTIVE";
  mute: "MUTED" | "UNMUTED" | "UNDEFINED";
  category: string;
  severity: string;
  findingClass: string;
  eventTime: string;
  resourceName: string;
  principalEmail?: string;
  ipAddresses?: string[];
  marks: Record<string, string>;
  /** How often its marks were written. */
  markings: number;
}

/** A rule of a Cloud Armor policy. */
export interface Rule {
  priority: number;
  action: string;
  preview: boolean;
  description: string;
  srcIpRanges: string[];
}

export interface ArmorPolicy {
  project: string;
  name: string;
  rules: Rule[];
}

export interface Instance {
  project: string;
  zone: string;
  name: string;
  id: string;
  status: string;
  tags: string[];
  /** Counts changes of the tags: their fingerprint is made from it. */
  revision: number;
  disks: string[];
  networkIP: string;
  natIP?: string;
  stackType?: string;
  /** What it is on its way to, and when it is there. */
  becoming?: { status: string; at: number };
}

/** A user of the Workspace. */
export interface User {
  id: string;
  primaryEmail: string;
  aliases: string[];
  fullName: string;
  isAdmin: boolean;
  isDelegatedAdmin: boolean;
  suspended: boolean;
  suspensionReason?: string;
  /** How often its sessions were ended. */
  signedOut?: number;
}

export interface Firewall {
  name: string;
  project: string;
  direction: "INGRESS" | "EGRESS";
  disabled: boolean;
  targetTags: string[];
  /** 0 when left out. */
  priority?: number;
  ranges: string[];
}

export type Scene = Partial<Settings> & {
  /** Made, or changed as somebody else would; known by project and name. */
  policies?: ArmorPolicy[];
  instances?: (Partial<Instance> & Pick<Instance, "project" | "name">)[];
  /** Known by their id. */
  users?: User[];
  /** All that there are; what is left out of one is usual. */
  findings?: (Partial<Finding> & { name: string })[];
  /** All that there are. */
  firewalls?: Firewall[];
  /** Made, or changed as somebody else would; known by their email. */
  accounts?: (Partial<Account> & { email: string })[];
};

const expected =
  'The scene of "google" takes "provider", "audience", "issuer" and "account" (text), "impersonation" (true or ' +
  'false), "denied" (a list of permissions), "tokenLifetimeSeconds", "writesPerMinute", ' +
  '"operationSeconds" and "stopSeconds" (numbers), "operationError" (a code, or null), "policies" ([{project, name, ' +
  'rules}]), "instances" ([{project, name, zone, status, tags, disks}]), "firewalls" (a list), "signing" (true or false), ' +
  '"delegatedScopes" and "delegatedAdmins" (lists), "directoryPerMinute" (a number), "users" (a list), "sccParents" and ' +
  '"findings" (lists), "sccPerMinute" (a number) and ' +
  '"accounts" ([{email, project, uniqueId, displayName, disabled, roles, keys}])';

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
const isCount = (value: unknown): boolean => typeof value === "number" && value >= 0;
const isFlag = (value: unknown): boolean => typeof value === "boolean";
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const areRecords = (value: unknown): boolean => Array.isArray(value) && value.every(isRecord);

const accountChecks = {
  project: isText,
  email: isText,
  uniqueId: isText,
  displayName: isText,
  disabled: isFlag,
  roles: areTexts,
  keys: areRecords,
};

const checks: Record<keyof Scene, (value: unknown) => boolean> = {
  provider: isText,
  audience: isText,
  issuer: isText,
  account: isText,
  impersonation: isFlag,
  denied: areTexts,
  tokenLifetimeSeconds: isCount,
  writesPerMinute: isCount,
  operationSeconds: isCount,
  stopSeconds: isCount,
  operationError: (value) => value === null || isText(value),
  signing: isFlag,
  delegatedScopes: areTexts,
  delegatedAdmins: areTexts,
  directoryPerMinute: isCount,
  sccParents: areTexts,
  sccPerMinute: isCount,
  findings: (value) =>
    Array.isArray(value) && value.every((one) => isRecord(one) && isText(one["name"])),
  accounts: areRecords,
  users: areRecords,
  policies: areRecords,
  instances: areRecords,
  firewalls: areRecords,
};

export function sceneOf(input: unknown): Scene {
  const scene = checkedScene<Scene>(input, checks, expected);
  for (const account of scene.accounts ?? []) {
    checkedEntry("Each of accounts", { ...account }, accountChecks);
    if (!account.email) throw new SceneError("Each of accounts needs its email");
  }
  return scene;
}

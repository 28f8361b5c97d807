import { checkedScene, isRecord } from "../simulator";

/** What a test can decide about the firewall. */
export interface Settings {
  token: string;
  /** Of the token's profile: what it may do. */
  access: "read-write" | "read" | "none";
  /** Whether a group may be left without members, as of newer releases. */
  emptyGroups: boolean;
  /** Members that a group of this model holds at most. */
  mostMembers: number;
}

export const usual: Settings = {
  token: "fortigate-test-api-token",
  access: "read-write",
  emptyGroups: false,
  mostMembers: 600,
};

export interface Address {
  name: string;
  type: string;
  subnet: string;
  comment: string;
}

export type Scene = Partial<Settings> & {
  /** By address: bans set as FortiOS itself would, with their source; null lifts one. */
  banned?: Record<string, string | null>;
  /** By name: objects of others, made or changed; null deletes one. */
  addresses?: Record<string, Omit<Address, "name"> | null>;
  /** By name: groups with the names of their members. */
  groups?: Record<string, string[]>;
};

const expected =
  'The scene of "fortigate" takes "token", "access" ("read-write", "read" or "none"), "emptyGroups" (true ' +
  'or false), "mostMembers" (a number), "banned" ({"<address>": "<source>" or null}), "addresses" ' +
  '({"<name>": {type, subnet, comment} or null}) and "groups" ({"<name>": ["<member>"]})';

const isText = (value: unknown): boolean => typeof value === "string";
const isMap = (value: unknown, check: (member: unknown) => boolean): boolean =>
  isRecord(value) && Object.values(value).every(check);

const checks: Record<keyof Scene, (value: unknown) => boolean> = {
  token: isText,
  access: (value) => ["read-write", "read", "none"].some((one) => one === value),
  emptyGroups: (value) => typeof value === "boolean",
  mostMembers: (value) => typeof value === "number" && value >= 0,
  banned: (value) => isMap(value, (source) => source === null || isText(source)),
  addresses: (value) =>
    isMap(
      value,
      (one) =>
        one === null ||
        (isRecord(one) && isText(one["type"]) && isText(one["subnet"]) && isText(one["comment"])),
    ),
  groups: (value) => isMap(value, (names) => Array.isArray(names) && names.every(isText)),
};

export const sceneOf = (input: unknown): Scene => checkedScene<Scene>(input, checks, expected);

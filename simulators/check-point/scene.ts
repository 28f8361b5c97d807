import { checkedScene, isRecord } from "../simulator";

/** What a test can decide about the management server. */
export interface Settings {
  apiKey: string;
  /** Of the key's administrator. */
  profile: "read-write" | "read-only";
  publishSeconds: number;
  /** Whether publishing fails when its time is over. */
  publishFails: boolean;
  /** Sessions that may be open at a time. */
  mostSessions: number;
}

export const usual: Settings = {
  apiKey: "check-point-test-api-key",
  profile: "read-write",
  publishSeconds: 1,
  publishFails: false,
  mostSessions: 100,
};

export type Scene = Partial<Settings> & {
  /** By name: addresses of hosts, published by somebody else; null deletes one. */
  hosts?: Record<string, string | null>;
  /** By name: members of groups, published by somebody else. */
  groups?: Record<string, string[]>;
  /** Names of objects that somebody else's session has changed, and not published. */
  lockedByOthers?: string[];
};

const expected =
  'The scene of "check-point" takes "apiKey" (a text), "profile" ("read-write" or "read-only"), ' +
  '"publishSeconds" and "mostSessions" (numbers), "publishFails" (true or false), "hosts" ({"<name>": ' +
  '"<address>" or null}), "groups" ({"<name>": ["<member>"]}) and "lockedByOthers" (names)';

const isText = (value: unknown): boolean => typeof value === "string";
const isCount = (value: unknown): boolean => typeof value === "number" && value >= 0;
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

const checks: Record<keyof Scene, (value: unknown) => boolean> = {
  apiKey: isText,
  profile: (value) => value === "read-write" || value === "read-only",
  publishSeconds: isCount,
  publishFails: (value) => typeof value === "boolean",
  mostSessions: isCount,
  hosts: (value) =>
    isRecord(value) && Object.values(value).every((one) => one === null || isText(one)),
  groups: (value) => isRecord(value) && Object.values(value).every(areTexts),
  lockedByOthers: areTexts,
};

export const sceneOf = (input: unknown): Scene => checkedScene<Scene>(input, checks, expected);

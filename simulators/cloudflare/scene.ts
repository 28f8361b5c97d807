import { checkedScene, isRecord } from "../simulator";

/** What a test can decide about the account and its list. */
export interface Settings {
  token: string;
  /** What the token may do with lists. */
  permission: "edit" | "read" | "none";
  /** Of the list: the kind of its items. */
  kind: string;
  /** Rules that use the list. */
  rules: number;
  /** How long an operation takes. */
  operationSeconds: number;
  /** Why operations fail when their time is over; null when they do not. */
  operationsFail: string | null;
  /** Items that the plan lets the account have. */
  most: number;
  /** Requests in five minutes. */
  requests: number;
}

export const usual: Settings = {
  token: "cloudflare-test-api-token",
  permission: "edit",
  kind: "ip",
  rules: 1,
  operationSeconds: 0.5,
  operationsFail: null,
  most: 10_000,
  requests: 1_200,
};

export type Scene = Partial<Settings> & {
  /** By address: comments of items that somebody else puts in place at once; null takes one away. */
  items?: Record<string, string | null>;
};

const expected =
  'The scene of "cloudflare" takes "token" and "kind" (texts), "permission" ("edit", "read" or "none"), ' +
  '"rules", "operationSeconds", "most" and "requests" (numbers), "operationsFail" (a sentence, or null) ' +
  'and "items" ({"<address>": "<comment>" or null})';

const isText = (value: unknown): boolean => typeof value === "string";
const isCount = (value: unknown): boolean => typeof value === "number" && value >= 0;
const isTextOrNull = (value: unknown): boolean => value === null || isText(value);

const checks: Record<keyof Scene, (value: unknown) => boolean> = {
  token: isText,
  permission: (value) => ["edit", "read", "none"].some((one) => one === value),
  kind: isText,
  rules: isCount,
  operationSeconds: isCount,
  operationsFail: isTextOrNull,
  most: isCount,
  requests: isCount,
  items: (value) => isRecord(value) && Object.values(value).every(isTextOrNull),
};

export const sceneOf = (input: unknown): Scene => checkedScene<Scene>(input, checks, expected);

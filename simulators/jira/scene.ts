import { checkedScene, isRecord } from "../simulator";
import { type Transition, statusNamed } from "./workflow";

export const PERMISSIONS = ["browse", "create", "edit", "comment", "link", "transition"] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What a test can decide about the site and its project SEC. */
export interface Scene {
  /** Jira Cloud, or Jira Data Center: no v3, no documents, the old search, personal access tokens. */
  deployment?: "cloud" | "data-center";
  /** For how long a search does not know a new issue. */
  indexLagSeconds?: number;
  /** What the account may do in the project; without "browse" nothing is there. */
  permissions?: Permission[];
  /** Wrong credentials are nobody's, who sees nothing: reads answer empty instead of 401. */
  isOpenToAnonymous?: boolean;
  issueTypes?: string[];
  /** False: the priority is on no screen, as in many team-managed projects. */
  hasPriority?: boolean;
  /** Custom fields that a new issue must have: ids with their names. */
  requiredFields?: Record<string, string>;
  /** Another workflow; null takes the usual one. */
  transitions?: Transition[] | null;
  /** Every call is refused for this reason; null for none. */
  rateLimit?: { reason: string; retryAfterSeconds: number } | null;
  /** Writes to one issue in two seconds; null for any number. */
  writesPerIssue?: number | null;
  /** Comments that one issue takes: 5,000 when left out. */
  mostComments?: number;
  /** Issues of the project, as if people had made or changed them. */
  issues?: SceneIssue[];
}

export interface SceneIssue {
  /** "SEC-7": one that is there is changed, another one is made. */
  key: string;
  summary?: string;
  status?: string;
  labels?: string[];
  /** Display name; null for nobody. */
  assignee?: string | null;
  properties?: Record<string, unknown>;
}

const expected =
  'The scene of "jira" takes "deployment" ("cloud" or "data-center"), "indexLagSeconds", ' +
  '"permissions" (some of browse, create, edit, comment, link, transition), "isOpenToAnonymous", ' +
  '"issueTypes" ([name]), "hasPriority", "requiredFields" ({id: name}), "transitions" ([{id, name, ' +
  'from, to, screen}] or null), "rateLimit" ({reason, retryAfterSeconds} or null), ' +
  '"writesPerIssue" (a number or null), "mostComments" and "issues" ([{key, summary, status, ' +
  "labels, assignee, properties}])";

const isFlag = (value: unknown): boolean => typeof value === "boolean";
const isCount = (value: unknown): boolean => typeof value === "number" && value >= 0;
const isText = (value: unknown): value is string => typeof value === "string";
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isAbsentOr = (value: unknown, check: (value: unknown) => boolean): boolean =>
  value === undefined || check(value);

const isTransition = (value: unknown): boolean =>
  isRecord(value) &&
  isText(value.id) &&
  isText(value.name) &&
  isTexts(value.from) &&
  isText(value.to) &&
  statusNamed(value.to) !== undefined &&
  isTexts(value.screen);

const isIssue = (value: unknown): boolean =>
  isRecord(value) &&
  isText(value.key) &&
  /^SEC-[1-9]\d*$/.test(value.key) &&
  isAbsentOr(value.summary, isText) &&
  isAbsentOr(value.status, (name) => isText(name) && statusNamed(name) !== undefined) &&
  isAbsentOr(value.labels, isTexts) &&
  isAbsentOr(value.assignee, (name) => name === null || isText(name)) &&
  isAbsentOr(value.properties, isRecord);

const checks: Record<keyof Scene, (value: unknown) => boolean> = {
  deployment: (value) => value === "cloud" || value === "data-center",
  indexLagSeconds: isCount,
  permissions: (value) =>
    Array.isArray(value) && value.every((one) => PERMISSIONS.includes(one as Permission)),
  isOpenToAnonymous: isFlag,
  issueTypes: isTexts,
  hasPriority: isFlag,
  requiredFields: (value) => isRecord(value) && Object.values(value).every(isText),
  transitions: (value) => value === null || (Array.isArray(value) && value.every(isTransition)),
  rateLimit: (value) =>
    value === null || (isRecord(value) && isText(value.reason) && isCount(value.retryAfterSeconds)),
  writesPerIssue: (value) => value === null || isCount(value),
  mostComments: isCount,
  issues: (value) => Array.isArray(value) && value.every(isIssue),
};

/** A scene from outside, checked. Throws a SceneError that says what is expected. */
export const parseScene = (input: unknown): Scene => checkedScene<Scene>(input, checks, expected);

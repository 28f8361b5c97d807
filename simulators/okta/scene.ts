import { checkedScene, isRecord, SceneError } from "../simulator";
import { type UserRow, userOf } from "./user";

/** How the organisation behaves; a scene replaces the members that it names. */
export interface Settings {
  /** What the app was granted; a token with another scope is refused. */
  scopes: string[];
  /** Scopes that the app holds without a role that reaches far enough. */
  deniedScopes: string[];
  /** What the administrator of the API token may do. */
  adminScopes: string[];
  perMinute: number;
  /** Until an event is in the System Log. */
  logDelaySeconds: number;
}

const all = ["okta.users.read", "okta.users.manage", "okta.roles.read", "okta.logs.read"];

export const defaults: Settings = {
  scopes: all,
  deniedScopes: [],
  adminScopes: all,
  perMinute: 600,
  logDelaySeconds: 0,
};

/** The settings, and `users`: each replaces the one of its `id`, which is needed, with its `login`. */
export interface Scene {
  settings: Partial<Settings>;
  users: UserRow[];
}

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((text) => typeof text === "string");
const isNumber = (value: unknown): boolean => typeof value === "number" && value >= 0;

const checks = {
  users: (value: unknown) => Array.isArray(value),
  scopes: isTexts,
  deniedScopes: isTexts,
  adminScopes: isTexts,
  perMinute: isNumber,
  logDelaySeconds: isNumber,
};
const expected = `The scene of okta takes ${Object.keys(checks).join(", ")}`;

/** Reads a scene, or throws a SceneError that says what is expected. */
export function sceneOf(value: unknown): Scene {
  const { users = [], ...settings } = checkedScene<Partial<Settings> & { users?: unknown[] }>(
    value,
    checks,
    expected,
  );
  return { settings, users: users.map(rowOf) };
}

function rowOf(value: unknown): UserRow {
  const { id, login, profile } = (isRecord(value) ? value : {}) as Partial<UserRow> & {
    login?: unknown;
  };
  const called = login ?? profile?.login;
  if (typeof id !== "string" || !/^00u\w{17}$/.test(id) || typeof called !== "string") {
    throw new SceneError("A user needs an id (00u and 17 letters) and a login");
  }
  return userOf({ ...(value as object), id, login: called });
}

import { checkedScene, isRecord, SceneError } from "../simulator";
import { type UserRow, userOf } from "./user";

/** How GitHub behaves; a scene replaces the members that it names. */
export interface Settings {
  /** What the app may do with members. */
  permissions: "none" | "read" | "write";
  /** Whether the server's token is a site administrator's. */
  isSiteAdmin: boolean;
  /** Whether the server takes its accounts from a directory: nobody is suspended by API then. */
  ldapSync: boolean;
  perHour: number;
}

export const defaults: Settings = {
  permissions: "write",
  isSiteAdmin: true,
  ldapSync: false,
  perHour: 5_000,
};

/** The settings, and `users`, which replace all that are there: each needs `id` and `login`. */
export interface Scene {
  settings: Partial<Settings>;
  users?: UserRow[];
}

const isFlag = (value: unknown): boolean => typeof value === "boolean";
const checks = {
  permissions: (value: unknown) => ["none", "read", "write"].some((one) => one === value),
  isSiteAdmin: isFlag,
  ldapSync: isFlag,
  perHour: (value: unknown) => typeof value === "number" && value >= 0,
  users: (value: unknown) => Array.isArray(value),
};

/** Reads a scene, or throws a SceneError that says what is expected. */
export function sceneOf(value: unknown): Scene {
  const expected = `The scene of github takes ${Object.keys(checks).join(", ")}`;
  const { users, ...settings } = checkedScene<Partial<Settings> & { users?: unknown[] }>(
    value,
    checks,
    expected,
  );
  return { settings, ...(users && { users: users.map(rowOf) }) };
}

function rowOf(value: unknown): UserRow {
  const { id, login } = (isRecord(value) ? value : {}) as Partial<UserRow>;
  if (typeof id !== "number" || typeof login !== "string") {
    throw new SceneError("A user needs an id (a number) and a login");
  }
  return userOf({ ...(value as object), id, login });
}

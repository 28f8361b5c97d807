import { objectOf, SceneError } from "../simulator";
import { type ObjectRow, sceneObjectOf } from "./object-row";
import type { MinuteWindow, Quota } from "./quota";

/**
 * What a scene can say besides `objects`, whose members are what people write ("203.0.113.10",
 * "evil.example", "https://evil.example/a", a hash) and whose values are counts of engines:
 * - `unknown`: what an object gets that is not known: "not-found" (the default) or "clean", 0 hits
 * - `keyState`: "active" (the default), "inactive" (401) or "forbidden" (403)
 * - `quotaPerMinute` (1,000), `quotaPerDay`, `quotaPerMonth` (none): a number, or null for none
 * - `window`: whether a minute is the clock's, "calendar" (the default), or any 60 seconds, "sliding"
 */
export interface Settings extends Quota {
  window: MinuteWindow;
  unknown: "not-found" | "clean";
  keyState: "active" | "inactive" | "forbidden";
}

export interface Scene {
  settings: Partial<Settings>;
  /** Null forgets an object, one of the test objects too. */
  objects: { value: string; row: ObjectRow | null }[];
}

const choices: Record<string, readonly unknown[]> = {
  unknown: ["not-found", "clean"],
  keyState: ["active", "inactive", "forbidden"],
  window: ["calendar", "sliding"],
};

/** Reads a scene, or throws a SceneError that says what is expected. */
export function sceneOf(value: unknown): Scene {
  const { objects = {}, ...settings } = objectOf(value, "The scene of virustotal");
  for (const [name, setting] of Object.entries(settings)) checkSetting(name, setting);
  return {
    settings,
    objects: Object.entries(objectOf(objects, "objects")).map(([text, verdict]) => ({
      value: text,
      row: verdict === null ? null : sceneObjectOf(text, verdict),
    })),
  };
}

function checkSetting(name: string, value: unknown): void {
  const choice = choices[name];
  if (choice?.includes(value)) return;
  if (choice) throw new SceneError(`${name} must be one of ${choice.join(", ")}`);
  if (!/^quotaPer(?:Minute|Day|Month)$/.test(name)) {
    throw new SceneError(
      `"${name}" is not known: a scene takes objects, unknown, keyState, window and quotas`,
    );
  }
  if (value === null || (typeof value === "number" && value >= 0)) return;
  throw new SceneError(`${name} must be a number, or null for no limit`);
}

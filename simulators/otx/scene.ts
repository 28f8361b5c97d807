import { objectOf, SceneError } from "../simulator";
import { type IndicatorRow, sceneIndicatorOf } from "./indicator-row";

/**
 * What a scene can say besides `indicators`, whose members are what people write ("203.0.113.10",
 * "evil.example", "https://evil.example/a", a hash) and whose values are what is known of them:
 * - `anonymous`: whoever brings no good key to a look-up is "refused" (the default, 403), as the SDK
 *   expects, or "answered", which is what the service does at times
 * - `unknown`: what a URL or file gets that no pulse names: "empty" (the default) or "not-found"
 * - `perHour`: look-ups of a key in an hour (10,000), or null for no limit
 */
export interface Settings {
  anonymous: "refused" | "answered";
  unknown: "empty" | "not-found";
  perHour: number | null;
}

export interface Scene {
  settings: Partial<Settings>;
  /** Null forgets an indicator, one of the test indicators too. */
  indicators: { value: string; row: IndicatorRow | null }[];
}

const choices: Record<string, readonly unknown[]> = {
  anonymous: ["refused", "answered"],
  unknown: ["empty", "not-found"],
};

/** Reads a scene, or throws a SceneError that says what is expected. */
export function sceneOf(value: unknown): Scene {
  const { indicators = {}, ...settings } = objectOf(value, "The scene of otx");
  for (const [name, setting] of Object.entries(settings)) checkSetting(name, setting);
  return {
    settings,
    indicators: Object.entries(objectOf(indicators, "indicators")).map(([text, said]) => ({
      value: text,
      row: said === null ? null : sceneIndicatorOf(text, said),
    })),
  };
}

function checkSetting(name: string, value: unknown): void {
  const choice = choices[name];
  if (choice?.includes(value)) return;
  if (choice) throw new SceneError(`${name} must be one of ${choice.join(", ")}`);
  if (name !== "perHour") {
    throw new SceneError(
      `"${name}" is not known: a scene takes indicators, anonymous, unknown and perHour`,
    );
  }
  if (value === null || (typeof value === "number" && value >= 0)) return;
  throw new SceneError("perHour must be a number, or null for no limit");
}

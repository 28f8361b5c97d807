import { objectOf, SceneError } from "../simulator";
import { type ReportRow, sceneReportOf } from "./report-row";

/**
 * What a scene can say besides `reports`, whose members are what people write ("203.0.113.10",
 * "evil.example", "https://evil.example/a", a hash) and whose values are ratings:
 * - `unknownAddress`: what an address gets that nobody reported: "registry" (the default), the
 *   lowest score and no category, or "not-found"
 * - `account`: "active" (the default), or "no-subscription" (403)
 * - `service`: "up" (the default), or "withdrawn" (410)
 * - `entitlement`: look-ups a month (5,000), or null for no limit
 */
export interface Settings {
  unknownAddress: "registry" | "not-found";
  account: "active" | "no-subscription";
  service: "up" | "withdrawn";
  entitlement: number | null;
}

export interface Scene {
  settings: Partial<Settings>;
  /** Null forgets a report, one of the test reports too. */
  reports: { value: string; row: ReportRow | null }[];
}

const choices: Record<string, readonly unknown[]> = {
  unknownAddress: ["registry", "not-found"],
  account: ["active", "no-subscription"],
  service: ["up", "withdrawn"],
};

/** Reads a scene, or throws a SceneError that says what is expected. */
export function sceneOf(value: unknown): Scene {
  const { reports = {}, ...settings } = objectOf(value, "The scene of xforce");
  for (const [name, setting] of Object.entries(settings)) checkSetting(name, setting);
  return {
    settings,
    reports: Object.entries(objectOf(reports, "reports")).map(([text, said]) => ({
      value: text,
      row: said === null ? null : sceneReportOf(text, said),
    })),
  };
}

function checkSetting(name: string, value: unknown): void {
  const choice = choices[name];
  if (choice?.includes(value)) return;
  if (choice) throw new SceneError(`${name} must be one of ${choice.join(", ")}`);
  if (name !== "entitlement") {
    const known = ["reports", ...Object.keys(choices), "entitlement"].join(", ");
    throw new SceneError(`"${name}" is not known: a scene takes ${known}`);
  }
  if (value === null || (typeof value === "number" && value >= 0)) return;
  throw new SceneError("entitlement must be a number, or null for no limit");
}

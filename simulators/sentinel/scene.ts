import { arrayOf, objectOf, SceneError } from "../simulator";
import { type CloudAlert, cloudAlertOf } from "./cloud-alerts";
import { type Geodata, geodataOf } from "./geodata";
import { type SceneIncident, sceneIncidentOf } from "./scene-incident";
import type { UnknownIncidents } from "./incident-store";
import { documentedLimits, type Limits } from "./throttle";

/**
 * What a scene can say:
 * - `incidents`: made, or made anew, under their names; see `SceneIncident`
 * - `unknownIncidents`: "adopt" (the default: a GUID that nobody made is an incident from the first
 *   time it is asked for) or "refuse" (404, as the vendor)
 * - `limits`: `{ writes: 75, reads: 100, windowSeconds: 300 }` are in force from the start, as
 *   documented; a benchmark raises them
 * - `geodata`: what is known of addresses, each `{ ipAddr, country, … }`; replaces what was known
 * - `cloudAlerts`: what Defender for Cloud has, each `{ subscriptionId, name, properties }`
 */
export interface Scene {
  incidents: SceneIncident[];
  unknownIncidents?: UnknownIncidents;
  limits?: Partial<Limits>;
  geodata?: Geodata[];
  cloudAlerts?: CloudAlert[];
}

const members = ["incidents", "unknownIncidents", "limits", "geodata", "cloudAlerts"];

/** Reads a scene, or throws a SceneError that says what is expected. */
export function sceneOf(value: unknown): Scene {
  const scene = objectOf(value, "The scene of sentinel");
  const stranger = Object.keys(scene).find((name) => !members.includes(name));
  if (stranger) throw new SceneError(`"${stranger}" is not one of ${members.join(", ")}`);
  const { incidents = [], unknownIncidents, limits, geodata, cloudAlerts } = scene;
  const made = arrayOf(incidents, "incidents");
  if (unknownIncidents !== undefined && !isUnknownIncidents(unknownIncidents)) {
    throw new SceneError('unknownIncidents must be "adopt" or "refuse"');
  }
  return {
    incidents: made.map(sceneIncidentOf),
    ...(unknownIncidents === undefined ? {} : { unknownIncidents }),
    ...(limits === undefined ? {} : { limits: limitsOf(limits) }),
    ...(cloudAlerts === undefined
      ? {}
      : { cloudAlerts: arrayOf(cloudAlerts, "cloudAlerts").map((one) => cloudAlertOf(one)) }),
    ...(geodata === undefined
      ? {}
      : { geodata: arrayOf(geodata, "geodata").map((one) => geodataOf(one)) }),
  };
}

const isUnknownIncidents = (value: unknown): value is UnknownIncidents =>
  value === "adopt" || value === "refuse";

function limitsOf(value: unknown): Partial<Limits> {
  const limits = objectOf(value, "limits");
  for (const [name, limit] of Object.entries(limits)) {
    if (!(name in documentedLimits) || typeof limit !== "number" || !(limit >= 0)) {
      throw new SceneError(
        `limits takes numbers named ${Object.keys(documentedLimits).join(", ")}, not "${name}": ${JSON.stringify(limit)}`,
      );
    }
  }
  return limits;
}

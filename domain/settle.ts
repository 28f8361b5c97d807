import type { Incident, IncidentHint } from "./incident";
import { withoutUndefined } from "./without-undefined";

export { mergeEntities } from "./merge-entities";

/**
 * The incident as Sentinel has it, with the trigger's title, severity, description and number when
 * the trigger is newer: what Sentinel answers may lag behind what it sent.
 */
export function settled(incident: Incident, hint: IncidentHint): Incident {
  const withUrl =
    incident.url === undefined && hint.url ? { ...incident, url: hint.url } : incident;
  const isHintNewer =
    hint.lastModified !== undefined && isLater(hint.lastModified, incident.lastModified);
  if (!isHintNewer) return withUrl;
  const { title, severity, description, number } = hint;
  return { ...withUrl, ...withoutUndefined({ title, severity, description, number }) };
}

/**
 * Whether an incident is what remains of one that Defender merged into another: closed, tagged
 * "Redirected" and without alerts. Nothing is done with it.
 */
export function isRedirected({ status, labels, alertCount }: Incident): boolean {
  const hasTag = labels.some((label) => label.toLowerCase() === "redirected");
  return status === "Closed" && hasTag && alertCount === 0;
}

/** Compares ISO 8601 times to the last digit: a Date drops what is below a millisecond. */
function isLater(first: string, second: string): boolean {
  const [a, b] = [instantOf(first), instantOf(second)];
  if (!a || !b) return a !== undefined;
  return a.seconds === b.seconds ? a.fraction > b.fraction : a.seconds > b.seconds;
}

function instantOf(text: string): { seconds: number; fraction: string } | undefined {
  const fraction = /\.(\d{1,9})/.exec(text)?.[1] ?? "";
  const seconds = Date.parse(text.replace(/\.\d+/, ""));
  return Number.isNaN(seconds) ? undefined : { seconds, fraction: fraction.padEnd(9, "0") };
}

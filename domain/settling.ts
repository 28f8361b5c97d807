import type { Incident } from "./incident";

const firstWaitMs = 15_000;

/**
 * How long to wait before looking again, each time: 15 s, then twice as long, until the patience
 * is used up; 0 at the end means: look, and wait no more. Sentinel attaches entities up to ten
 * minutes after an incident is made (Azure/Azure-Sentinel#4661, #10372).
 */
export function settlingWaits(patienceMinutes: number): number[] {
  const waits: number[] = [];
  let leftMs = patienceMinutes * 60_000;
  for (let waitMs = firstWaitMs; leftMs > 0; waitMs *= 2) {
    waits.push(Math.min(waitMs, leftMs));
    leftMs -= waitMs;
  }
  return [...waits, 0];
}

/** Whether something may still be on its way to an incident: it is younger than the patience. */
export function isYoung(incident: Incident, now: Date, patienceMinutes: number): boolean {
  const created = Date.parse(incident.created);
  return Number.isFinite(created) && now.getTime() - created < patienceMinutes * 60_000;
}

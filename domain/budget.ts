import { containmentKinds } from "./containment-kind";
import { findingSources } from "./finding-source";
import { SOURCE_NAMES } from "./source-name";
import { TICKET_SYSTEM_NAMES } from "./ticket";

const named = [
  // The indicators are a table of the logs, and use their budget.
  ...SOURCE_NAMES.filter((name) => name !== "sentinel-indicators"),
  "azure-monitor-logs",
  "defender-endpoint",
  "splunk",
  "google-scc",
  "elastic",
  ...TICKET_SYSTEM_NAMES,
  "teams",
  "slack",
  "outlook",
  "graph-security",
  ...Object.values(findingSources).map(({ vendor }) => vendor),
  // Its writes: the reads of a run are few, and many incidents share a workspace.
  "sentinel",
  ...Object.values(containmentKinds).flatMap(({ vendor }) => vendor ?? []),
];

/** Every service that may have a budget, by the folder of its connector. */
export const BUDGETED: readonly string[] = [...new Set(named)];

/** How much of a service one key may use. What is left out is not limited. */
export interface Budget {
  /** Calls in any 60 seconds. */
  perMinute?: number;
  /** Calls in any five minutes. */
  perFiveMinutes?: number;
  /** Calls of a day in UTC. */
  perDay?: number;
  /** Calls of a month in UTC. */
  perMonth?: number;
  /** Calls at the same time. */
  concurrent?: number;
  /** Goes on without this service rather than wait longer than this in all; waits when left out. */
  skipAfterMinutes?: number;
}

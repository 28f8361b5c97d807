import type { Policy, SweepPolicy } from "./policy";
import { readableTime } from "./readable-time";
import { counted } from "./words";

/** What holds where a policy says nothing: the careful side. */
export const sweepPolicyOf = ({ sweeps }: Pick<Policy, "sweeps">): SweepPolicy =>
  sweeps ?? { sentinel: "skip", newerThanHours: 24, blocksPerSweep: 5 };

interface FoundFacts {
  /** As the source has it. */
  respond: "report-only" | "respond";
  /** When it happened last, ISO 8601; null where the log has no times. */
  last: string | null;
  isBackfill: boolean;
  /** Whether it tells of the source and not of an attacker. */
  isOwn: boolean;
  at: string;
}

/** Why nothing is contained because of a finding, as a sentence; undefined where the policy decides. */
export function reportOnlyBecause(
  policy: Pick<Policy, "sweeps">,
  { respond, last, isBackfill, isOwn, at }: FoundFacts,
): string | undefined {
  const { newerThanHours } = sweepPolicyOf(policy);
  if (isBackfill) return "It is from a sweep of the past, which only reports";
  if (isOwn) return "It tells of a log and of no attacker";
  if (respond === "report-only") return "Its source only reports (respond in sweeps.json)";
  if (last === null) return "Its log does not say when it happened, so it may be old";
  const hours = (Date.parse(at) - Date.parse(last)) / 3_600_000;
  if (hours <= newerThanHours) return undefined;
  return `It happened last at ${readableTime(last)}, and the policy acts on what is newer than ${counted(newerThanHours, "hour")}`;
}

/**
 * What the workspace's own logs say about one entity. Four different answers for an analyst:
 * rows, none, only part of them, and nothing that could tell: the table is not
 * collected, or does not name the entity as it is known. A query that failed or was
 * throttled is none of these: it is a Failure.
 */
export interface ActivitySummary {
  subject: { kind: "Account" | "Ip"; label: string };
  state: "found" | "none" | "partial" | "not-collected";
  /** The period asked for, in days. */
  days: number;
  attempts: number;
  failures: number;
  /** At most ten each, most frequent first. */
  addresses: string[];
  accounts: string[];
  countries: string[];
  firstSeen?: string;
  lastSeen?: string;
  /** Why it is partial or not collected, as the service said it. */
  note?: string;
}

import type { ActivitySummary } from "../../domain/activity-summary";
import type { SignInRow } from "./schema";

type Totals = Omit<ActivitySummary, "subject" | "state" | "days" | "note">;

const mostShown = 10;

/** What rows of sign-ins add up to. */
export function totalsOf(rows: SignInRow[]): Totals {
  // ISO 8601 in one zone and one length sorts as text.
  const firstSeen = rows.map((row) => row.FirstSeen).toSorted()[0];
  const lastSeen = rows
    .map((row) => row.LastSeen)
    .toSorted()
    .at(-1);
  return {
    attempts: sumOf(rows, (row) => row.SignIns),
    failures: sumOf(rows, (row) => row.Failures),
    addresses: mostFrequent(rows, (row) => [row.IPAddress]),
    accounts: mostFrequent(rows, (row) => [row.UserPrincipalName.toLowerCase()]),
    countries: mostFrequent(rows, (row) => row.Countries),
    ...(firstSeen && lastSeen ? { firstSeen, lastSeen } : {}),
  };
}

const sumOf = (rows: SignInRow[], count: (row: SignInRow) => number): number =>
  rows.reduce((sum, row) => sum + count(row), 0);

/** The names with the most sign-ins; equal ones in the order of their rows. */
function mostFrequent(rows: SignInRow[], namesOf: (row: SignInRow) => string[]): string[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    for (const name of namesOf(row).filter((text) => text !== "")) {
      counts.set(name, (counts.get(name) ?? 0) + row.SignIns);
    }
  }
  return [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, mostShown)
    .map(([name]) => name);
}

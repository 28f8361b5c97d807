import { type Table, isRecord } from "../simulator";
import { fits } from "./hub-filters";
import { type HubRow, type PendingUpdate, keyOf } from "./hub-rows";
import { Problem } from "./problem";
import type { Settings } from "./scene";

const workflow = new Set(["NEW", "NOTIFIED", "RESOLVED", "SUPPRESSED"]);
const verification = new Set(["UNKNOWN", "TRUE_POSITIVE", "FALSE_POSITIVE", "BENIGN_POSITIVE"]);

/**
 * Security Hub of a region to which others are linked. An update shows later, and does not touch UpdatedAt:
 * https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Operations.html
 */
export function hubOperations(
  rows: Table<HubRow>,
  pending: Table<PendingUpdate>,
  settings: () => Settings,
  now: () => number,
) {
  function settle(): void {
    for (const { key, at, change } of pending.rows()) {
      if (at > now()) continue;
      const row = rows.get(key);
      if (row) rows.set(key, { ...row, ...change });
      pending.delete(key);
    }
  }

  function membersOf(input: unknown): Record<string, unknown> {
    if (!settings().hubIsOn) {
      const message = "Account 123456789012 is not subscribed to AWS Security Hub";
      throw new Problem("InvalidAccessException", message, 401);
    }
    settle();
    return isRecord(input) ? input : {};
  }

  const refusalOf = (one: { Id: string; ProductArn: string }): string | undefined =>
    settings().unprocessed[one.Id] ?? (rows.get(keyOf(one)) ? undefined : "FindingNotFound");

  return {
    GetFindings(input: unknown) {
      const { Filters = {}, MaxResults = 10, NextToken = "0" } = membersOf(input);
      if (!isRecord(Filters) || !(Number(MaxResults) >= 1 && Number(MaxResults) <= 100)) {
        throw invalid("Invalid parameter 'Filters' or 'MaxResults'");
      }
      const found = rows
        .rows()
        .filter((row) => fits(row, Filters, now()))
        .toSorted((a, b) => (a.UpdatedAt < b.UpdatedAt ? 1 : -1));
      const from = Number(NextToken);
      const next = from + Number(MaxResults);
      return {
        Findings: found.slice(from, next).map((row) => ({ SchemaVersion: "2018-10-08", ...row })),
        ...(next < found.length && { NextToken: String(next) }),
      };
    },

    BatchUpdateFindings(input: unknown) {
      const members = membersOf(input);
      const { FindingIdentifiers: named } = members;
      if (!Array.isArray(named) || named.length === 0 || named.length > 100) {
        throw invalid("Invalid parameter 'FindingIdentifiers'");
      }
      const change = changeOf(members, now());
      const identifiers = named as { Id: string; ProductArn: string }[];
      const processed = identifiers.filter((one) => refusalOf(one) === undefined);
      for (const one of processed) {
        const key = keyOf(one);
        pending.set(key, { key, at: now() + settings().hubUpdateSeconds * 1_000, change });
      }
      settle();
      return {
        ProcessedFindings: processed,
        UnprocessedFindings: identifiers.flatMap((one) => {
          const ErrorCode = refusalOf(one);
          if (ErrorCode === undefined) return [];
          return { FindingIdentifier: one, ErrorCode, ErrorMessage: messages[ErrorCode] ?? "No" };
        }),
      };
    },
  };
}

const messages: Readonly<Record<string, string>> = {
  FindingNotFound: "Finding Not Found",
  ConcurrentUpdateError: "Concurrent finding updates detected",
  InvalidInput: "Invalid Input",
  InternalFailure: "Internal service failure",
};

function changeOf(
  { Note, Workflow, VerificationState }: Record<string, unknown>,
  now: number,
): Partial<HubRow> {
  const note = isRecord(Note) ? Note : undefined;
  const isNote = [note?.["Text"], note?.["UpdatedBy"]].every(
    (text) => typeof text === "string" && text !== "" && text.length <= 512,
  );
  if (note && !isNote) throw invalid("Invalid parameter 'Note'");
  const status = isRecord(Workflow) ? oneOf(workflow, Workflow["Status"], "Workflow") : undefined;
  const verdict =
    VerificationState === undefined
      ? undefined
      : oneOf(verification, VerificationState, "VerificationState");
  return {
    ...(status !== undefined && { Workflow: { Status: status } }),
    ...(verdict !== undefined && { VerificationState: verdict }),
    ...(note && {
      Note: {
        Text: String(note["Text"]),
        UpdatedBy: String(note["UpdatedBy"]),
        UpdatedAt: new Date(now).toISOString(),
      },
    }),
  };
}

function oneOf(known: ReadonlySet<string>, value: unknown, name: string): string {
  if (typeof value === "string" && known.has(value)) return value;
  throw invalid(`Invalid parameter '${name}'`);
}

const invalid = (message: string): Problem => new Problem("InvalidInputException", message);

import type { OrchestrationContext } from "durable-functions";
import type { Backfill, FindingRef, SweepRef } from "../domain/sweep";
import { counted } from "../domain/words";
import { type Flow, ask, sleep } from "../durable/flow";
import { activities } from "./response";

export interface SweepInput {
  source: string;
  /** When it was due, ISO 8601. */
  at: string;
  backfill?: Backfill;
  /** Set by itself when it goes on in a new history. */
  soFar?: SoFar;
}

export interface SweepResult {
  /** "busy" and "overtaken": another sweep of this source is at it, and this one left everything to it. */
  outcome: "swept" | "failed" | "busy" | "overtaken";
  detail: string;
  /** Incidents that it led to, and those that go on. */
  started: number;
  updated: number;
}

interface SoFar {
  /** Of the next slice. */
  number: number;
  started: number;
  updated: number;
  /** Slices in a row that brought nothing, though there was to be more. */
  idle: number;
  bytes: number;
  /** Attempts in a row that could not read. */
  problems: number;
}

const minute = 60_000;
const patienceMs = 10 * minute;
/** Slices of one history. */
const slices = 30;
const mostProblems = 3;
const mostIdle = 3;

/**
 * One sweep of one source: slice after slice until there is no more, and after each of them a response for
 * what it found. Everything is derived from the source's progress in the ledger: what an earlier
 * sweep left undone is done by this one first, whatever became of that.
 */
export function* sweepSource(context: OrchestrationContext, input: SweepInput): Flow<SweepResult> {
  const { source, backfill } = input;
  const sweep: SweepRef = { id: context.df.instanceId, at: input.at };
  const about = { source, sweep, ...(backfill && { backfill }) };
  const soFar: SoFar = input.soFar ?? {
    number: 0,
    started: 0,
    updated: 0,
    idle: 0,
    bytes: 0,
    problems: 0,
  };
  const { sweepSlice } = activities(context);
  const end = (outcome: SweepResult["outcome"], detail: string): SweepResult => {
    const { started, updated } = soFar;
    return { outcome, detail, started, updated };
  };

  for (let round = 0; round < slices; round += 1) {
    const { number, problems } = soFar;
    const isLastTry = problems + 1 >= mostProblems;
    const question = () => sweepSlice({ ...about, number, isLastTry });
    const asked = yield* ask(context, question, patienceMs);
    if (!asked.ok) return end("failed", asked.failure.message);
    const { state, detail, bytes, records, findings, more } = asked.value;
    if (state === "busy" || state === "overtaken") return end(state, detail);
    soFar.number += 1;
    context.df.setCustomStatus({
      phase: "sweeping",
      slices: soFar.number,
      bytes,
      records,
      findings,
    });
    const isAnswered = yield* respond(context, about, asked.value.waiting, soFar);
    if (!isAnswered) return end("failed", "responses could not be started: the next sweep does it");
    if (!more) {
      const read = `${counted(records, "record")}, ${counted(findings, "finding")}`;
      return state === "failed" ? end("failed", detail) : end("swept", read);
    }
    soFar.problems = state === "failed" ? problems + 1 : 0;
    if (state === "failed") yield* sleep(context, minute);
    soFar.idle = bytes > soFar.bytes || state === "failed" ? 0 : soFar.idle + 1;
    soFar.bytes = bytes;
    if (soFar.idle >= mostIdle) {
      return end("failed", `there is more to read, and ${mostIdle} slices in a row read nothing`);
    }
  }
  context.df.continueAsNew({ ...input, soFar });
  return end("swept", "goes on in a new history");
}

/** Starts responses until the outbox is empty; answers whether it is. */
function* respond(
  context: OrchestrationContext,
  about: { source: string; sweep: SweepRef; backfill?: Backfill },
  first: FindingRef[],
  soFar: SoFar,
): Flow<boolean> {
  const { startResponses, acknowledgeFindings } = activities(context);
  let findings = first;
  while (findings.length > 0) {
    const these = { ...about, findings };
    const started = yield* ask(context, () => startResponses(these), patienceMs);
    if (!started.ok) return false;
    soFar.started += started.value.started;
    soFar.updated += started.value.updated;
    const left = yield* ask(context, () => acknowledgeFindings(these), patienceMs);
    if (!left.ok) return false;
    findings = left.value.waiting;
  }
  return true;
}

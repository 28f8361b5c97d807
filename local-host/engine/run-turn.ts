import type { Log } from "../log";
import { type HistoryEvent, asNew } from "../protocol/history";
import type { Completion, OrchestrationProtocol, TurnResult } from "../protocol/protocol";
import type { InstanceRow, Store } from "../store/store";
import type { Warn } from "../warnings";
import type { Commit, Outbox } from "./commit";
import { continueAsNew, finish } from "./completion";
import { type Step, type TurnScope, carryOut } from "./decisions";
import { orchestratorCompleted, orchestratorStarted } from "./events";
import { type KnownFunctions, unknownFunction } from "./known-functions";
import type { HistoryCache } from "./history-cache";
import { type Intake, readInbox } from "./inbox";
import { isFinished } from "./runtime-status";
import { turnOf } from "./turn-of";
import type { TurnTime } from "./turn-time";

export interface TurnParts {
  store: Store;
  commit: Commit;
  time: TurnTime;
  cache: HistoryCache;
  protocol: OrchestrationProtocol;
  functions: KnownFunctions;
  storeInputs: boolean;
  defaultVersion: string | null;
  log: Log;
  warn: Warn;
  isStopping: () => boolean;
}

/** One turn, between reading the inbox and writing the outcome. */
interface Turn {
  row: InstanceRow;
  intake: Intake;
  at: number;
  earlier: readonly HistoryEvent[];
  /** OrchestratorStarted and what was taken from the inbox. */
  fresh: HistoryEvent[];
}

/**
 * Runs one turn of one instance. Invariants:
 *
 * 1. The caller never runs two turns of one instance at the same time.
 * 2. Everything that a turn leads to is one write group. Until it is written, the turn has not
 *    happened: it runs again from the same inbox.
 * 3. History gets OrchestratorStarted, messages, decisions by id, the completion if any,
 *    OrchestratorCompleted.
 */
export function createTurnRunner(parts: TurnParts): (instanceId: string) => Promise<void> {
  const { store, commit, time, cache, isStopping } = parts;

  return async (instanceId) => {
    const row = store.instance(instanceId);
    const messages = store.messages(instanceId);
    if (messages.length === 0) return;
    if (!row || isFinished(row.status)) return commit(() => store.deleteMessages(instanceId));

    const intake = readInbox(row, messages);
    if (intake.taken.length === 0) {
      if (intake.dropped.length > 0)
        await commit(() => intake.dropped.forEach((message) => store.deleteMessage(message)));
      return;
    }

    const at = time.next(row.updatedAt);
    const earlier = cache.read(instanceId);
    const fresh = [orchestratorStarted(at), ...intake.taken.map(({ event }) => event)];
    const turn: Turn = { row, intake, at, earlier, fresh };
    const result = intake.needsRun ? await decide(parts, turn) : undefined;
    if (result === "stopped") return;
    const added = await commit((outbox) => write(parts, turn, result, outbox)).catch((error) => {
      if (isStopping()) throw error;
      // What was decided cannot be carried out, or not stored; saying so may still be possible.
      const failure = failed(`Cannot write a turn of "${instanceId}": ${messageOf(error)}`);
      return commit((outbox) => write(parts, turn, failure, outbox));
    });
    if (added) cache.append(instanceId, added);
    else cache.forget(instanceId);
  };
}

async function decide(parts: TurnParts, turn: Turn): Promise<TurnResult | "stopped"> {
  const { row, earlier, fresh } = turn;
  const functionName = parts.functions.orchestrator(row.name);
  if (functionName === undefined) return failed(goneFunction(row.name, earlier.length > 0));
  try {
    const result = await parts.protocol.runTurn(
      turnOf(row, functionName, [...earlier, ...fresh.map(asNew)]),
    );
    for (const note of result.warnings) {
      parts.warn({ ...note, functionName, instanceId: row.instanceId });
    }
    return isTooLong(result.customStatus) ? failed(customStatusTooLong) : result;
  } catch (error) {
    // The worker is closed under a turn that still runs: it runs again after the restart.
    if (parts.isStopping()) return "stopped";
    const reason = messageOf(error);
    const fields = { functionName, instanceId: row.instanceId };
    parts.log(
      "error",
      `Cannot run a turn of ${functionName} "${row.instanceId}": ${reason}`,
      fields,
    );
    return failed(`Orchestrator function '${functionName}' failed: ${reason}`);
  }
}

/** An instance that has run before had the function; the code of today has lost it. */
const goneFunction = (name: string, hasRun: boolean): string =>
  unknownFunction("an orchestrator", name) +
  (hasRun ? " It was there before: bring it back until the instances that run it have ended." : "");

/** The result is what was added to history; undefined when this history has come to its end. */
function write(
  { store, storeInputs, defaultVersion }: TurnParts,
  turn: Turn,
  result: TurnResult | undefined,
  outbox: Outbox,
): HistoryEvent[] | undefined {
  const { executionId } = store.instance(turn.row.instanceId) ?? {};
  if (executionId !== turn.row.executionId) return undefined; // a start took its place meanwhile
  const { intake, at, earlier, fresh } = turn;
  [...intake.taken, ...intake.dropped].forEach((message) => store.deleteMessage(message));
  const row = { ...turn.row, ...statusAfter(turn, result), updatedAt: at };
  const scope: TurnScope = { store, outbox, row, at, storeInputs, defaultVersion };
  const decisions = result?.decisions ?? [];
  const steps = decisions.filter((decision): decision is Step => decision.kind !== "complete");
  const events = [...fresh, ...steps.map((step) => carryOut(scope, step))];
  const completion = decisions.find(
    (decision): decision is Completion => decision.kind === "complete",
  );

  if (intake.state === "terminated") {
    const ending = { kind: "complete", status: "Terminated", message: intake.reason } as const;
    finish(scope, earlier, events, ending);
  } else if (completion?.status === "ContinuedAsNew") {
    continueAsNew(scope, [...earlier, ...events], completion);
  } else if (completion) {
    finish(scope, earlier, events, completion);
  } else {
    const added = [...events, orchestratorCompleted(at)];
    store.appendHistory(row.instanceId, added);
    store.putInstance(row);
    return added;
  }
  return undefined;
}

/** Every run replaces the custom status; the first one of a continued execution may leave it. */
function statusAfter({ row, intake, earlier }: Turn, result: TurnResult | undefined) {
  const keeps = !result || (earlier.length === 0 && result.customStatus === undefined);
  const isSuspended = intake.state === "suspended";
  return {
    status: isSuspended ? ("Suspended" as const) : ("Running" as const),
    output: isSuspended ? intake.reason : null,
    customStatus: keeps ? row.customStatus : (result.customStatus ?? null),
  };
}

const failed = (message: string): TurnResult => ({
  decisions: [{ kind: "complete", status: "Failed", message }],
  customStatus: undefined,
  warnings: [],
});

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const longestCustomStatus = 8 * 1024;

/** In UTF-16 code units, of two bytes each. */
const isTooLong = (customStatus: string | undefined): boolean =>
  (customStatus?.length ?? 0) > longestCustomStatus;

const customStatusTooLong =
  "The custom status is longer than 16 KB of UTF-16 text, which is the limit; keep details elsewhere";

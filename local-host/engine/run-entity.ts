import type { Log } from "../log";
import { type EntityBatchResult, entityPayload, readEntityResult } from "../protocol/v3/entity";
import {
  type LockRequest,
  type OperationRequest,
  REQUEST_EVENT,
  entityInstanceId,
  readEntityInstanceId,
  writeAnswer,
  writeRequest,
} from "../protocol/v3/entity-messages";
import type { EntityRow, Store } from "../store/store";
import type { Worker } from "../worker/worker";
import type { Commit, Outbox } from "./commit";
import { type EntityPlan, planBatch } from "./entity-plan";
import { eventRaised } from "./events";
import type { KnownFunctions } from "./known-functions";
import { newId } from "./instance-id";
import { isFinished } from "./runtime-status";
import type { TurnTime } from "./turn-time";

export interface EntityParts {
  store: Store;
  commit: Commit;
  time: TurnTime;
  worker: Worker;
  functions: KnownFunctions;
  batchLimit: number;
  log: Log;
  isStopping: () => boolean;
}

/**
 * Runs one batch of one entity. Invariants:
 *
 * 1. The caller never runs two batches of one entity at the same time.
 * 2. State, answers, signals and locks are one write group. Until it is written, the batch has not
 *    happened: it runs again from the last state.
 * 3. An operation that is waited for is answered, whatever the function does.
 */
export function createEntityRunner(parts: EntityParts): (instanceId: string) => Promise<void> {
  const { store, commit, log } = parts;

  return async (instanceId) => {
    const id = readEntityInstanceId(instanceId);
    const messages = store.messages(instanceId);
    if (messages.length === 0) return;
    if (!id) return commit(() => store.deleteMessages(instanceId));
    const row = store.entity(id) ?? {
      ...id,
      exists: false,
      state: null,
      lock: null,
      createdAt: parts.time.now(),
      lastOperationAt: 0,
    };
    const plan = planBatch({
      lock: row.lock,
      messages,
      batchLimit: parts.batchLimit,
      isLive: (parent, execution) => isLive(store, parent, execution),
    });
    if (plan.consumed.length === 0) return;

    for (const problem of plan.problems) log("error", problem);
    const result = plan.operations.length > 0 ? await run(parts, row, plan.operations) : undefined;
    if (result === "stopped") return;
    await commit((outbox) => write(parts, row, plan, result, outbox));
  };
}

function isLive(store: Store, instanceId: string, executionId: string): boolean {
  const row = store.instance(instanceId);
  return row !== undefined && row.executionId === executionId && !isFinished(row.status);
}

async function run(
  parts: EntityParts,
  row: EntityRow,
  operations: readonly OperationRequest[],
): Promise<EntityBatchResult | "stopped"> {
  const functionName = parts.functions.entity(row.name);
  try {
    if (functionName === undefined) throw new Error("it does not exist");
    const batch = operations.map(({ operation, input, isSignal }) => ({
      name: operation,
      input,
      isSignal,
    }));
    const payload = entityPayload({ ...row, operations: batch });
    const { returnValue } = await parts.worker.invoke({
      functionName,
      trigger: { string: payload },
    });
    return readEntityResult(returnValue && "json" in returnValue ? returnValue.json : "");
  } catch (error) {
    if (parts.isStopping()) return "stopped";
    const reason = error instanceof Error ? error.message : String(error);
    const message = `Entity function '${functionName ?? row.name}' failed: ${reason}`;
    parts.log("error", `${message} (${entityInstanceId(row)})`);
    const results = operations.map(() => ({ isError: true, result: JSON.stringify(message) }));
    return { exists: row.exists, state: row.state, results, signals: [] };
  }
}

function write(
  { store, time }: EntityParts,
  row: EntityRow,
  plan: EntityPlan,
  result: EntityBatchResult | undefined,
  outbox: Outbox,
): void {
  const at = time.now();
  plan.consumed.forEach((message) => store.deleteMessage(message));
  const { exists, state } = result ?? row;
  const lastOperationAt = result ? at : row.lastOperationAt;
  if (exists || plan.lock) {
    store.putEntity({ ...row, exists, state, lock: plan.lock, lastOperationAt });
  } else {
    store.deleteEntity(row);
  }
  if (result) sendResults(plan.operations, result, outbox, at);
  for (const request of plan.locksTaken) passOn(request, outbox, at);
  if (plan.hasMore) outbox.wake(entityInstanceId(row));
}

function sendResults(
  operations: readonly OperationRequest[],
  { results, signals }: EntityBatchResult,
  outbox: Outbox,
  at: number,
): void {
  for (const [i, { id, isSignal, parent, parentExecution }] of operations.entries()) {
    if (isSignal || parent === undefined) continue;
    const input = writeAnswer(results[i] ?? { isError: true, result: noResult });
    const event = eventRaised(id, input, at);
    outbox.send({ target: parent, executionId: parentExecution ?? null, event });
  }
  for (const { name, key, operation, input } of signals) {
    const signal = { kind: "operation", id: newId(), operation, input, isSignal: true } as const;
    const event = eventRaised(REQUEST_EVENT, writeRequest(signal), at);
    outbox.send({ target: entityInstanceId({ name, key }), executionId: null, event });
  }
}

/** A lock goes from one entity of its set to the next; the last one tells the orchestration. */
function passOn(request: LockRequest, outbox: Outbox, at: number): void {
  const position = request.position + 1;
  const next = request.lockset[position];
  if (next) {
    const event = eventRaised(REQUEST_EVENT, writeRequest({ ...request, position }), at);
    outbox.send({ target: entityInstanceId(next), executionId: null, event });
  } else {
    const granted = writeAnswer({ isError: false, result: JSON.stringify("Lock granted") });
    const event = eventRaised(request.id, granted, at);
    outbox.send({ target: request.parent, executionId: request.parentExecution, event });
  }
}

const noResult = JSON.stringify("The entity function gave no result for this operation");

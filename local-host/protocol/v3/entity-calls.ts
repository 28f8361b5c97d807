import { createHash } from "node:crypto";
import type { Action } from "./actions";
import {
  type EntityName,
  RELEASE_EVENT,
  REQUEST_EVENT,
  entityInstanceId,
  readAnswer,
  readEntityInstanceId,
  scheduledRequestEvent,
  writeRelease,
  writeRequest,
} from "./entity-messages";
import type { ReplayContext } from "./replay-context";
import { type Routine, done } from "./step";

type CallEntity = Action & { kind: "call-entity" };
type SignalEntity = Action & { kind: "signal-entity" };

/** Asks an entity and waits for its answer. A locked entity is not free before it has answered. */
export function* callEntity(context: ReplayContext, action: CallEntity): Routine {
  const target = readEntityInstanceId(action.instanceId);
  const locked = takeFree(context, target);
  const outcome = yield context.events.wait(sendRequest(context, action));
  if (locked) context.locks?.free.push(locked);
  if (outcome.ok && outcome.result && readAnswer(outcome.result).isError) {
    context.warnings.add("entity-error", entityError(action));
  }
  return outcome;
}

/** Tells an entity something, now or at a later time. There is no answer. */
export function signalEntity(context: ReplayContext, action: SignalEntity): void {
  sendRequest(context, action);
}

/** Asks the first entity of a sorted set for the lock of all; the last one grants it. */
export function* lockEntities(
  context: ReplayContext,
  { id: request, entities }: Action & { kind: "lock" },
): Routine {
  const { turn, tasks, events, warnings } = context;
  const [first] = entities;
  if (!first) return done;
  warnings.add("lock", lockIsNew);
  const input = writeRequest({
    kind: "lock",
    id: request,
    parent: turn.instanceId,
    parentExecution: turn.executionId,
    lockset: entities,
    position: 0,
  });
  const instanceId = entityInstanceId(first);
  tasks.send((id) => ({ kind: "send-event", id, instanceId, name: REQUEST_EVENT, input }));
  const outcome = yield events.wait(request);
  context.locks = { id: request, free: [...entities] };
  return outcome;
}

/** Gives up the locks in force. Entities that still owe an answer are left out, as in Azure. */
export function releaseLocks(context: ReplayContext): void {
  const { turn, tasks, locks } = context;
  context.locks = undefined;
  for (const entity of locks?.free ?? []) {
    const input = writeRelease({ parent: turn.instanceId, id: locks?.id ?? "" });
    const instanceId = entityInstanceId(entity);
    tasks.send((id) => ({ kind: "send-event", id, instanceId, name: RELEASE_EVENT, input }));
  }
}

/** Sends a request under an id that a later replay of the same step makes again. */
function sendRequest({ turn, tasks }: ReplayContext, action: CallEntity | SignalEntity): string {
  const { instanceId, operation, input } = action;
  const due = action.kind === "signal-entity" ? action.fireAt : undefined;
  const request = requestId(`${turn.instanceId}_${tasks.now}_${tasks.count}`);
  const message = writeRequest({
    kind: "operation",
    id: request,
    operation,
    isSignal: action.kind === "signal-entity",
    input: input === undefined || input === null ? null : JSON.stringify(input),
    parent: turn.instanceId,
    parentExecution: turn.executionId,
    ...(due !== undefined && { due }),
  });
  const name = due === undefined ? REQUEST_EVENT : scheduledRequestEvent(due);
  tasks.send((id) => ({ kind: "send-event", id, instanceId, name, input: message }));
  return request;
}

/** The same GUID for the same step in every replay. */
function requestId(step: string): string {
  const hex = createHash("sha256").update(step).digest("hex");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-8$3-a$4-$5");
}

/** Takes the target out of the free ones while it is called. */
function takeFree({ locks }: ReplayContext, target: EntityName | undefined) {
  const at = locks?.free.findIndex(({ name, key }) => name === target?.name && key === target.key);
  return at === undefined || at < 0 ? undefined : locks?.free.splice(at, 1)[0];
}

const entityError = ({ instanceId, operation }: CallEntity): string =>
  `"${operation}" of ${instanceId} threw: the caller gets an error whose text is "[object Object]"; ` +
  "return the failure as a result instead";

const lockIsNew =
  "df.lock needs a durable extension of June 2026 or newer, and is gone in durable-functions 4";

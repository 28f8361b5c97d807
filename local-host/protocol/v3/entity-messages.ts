import { isRecord, listOf, parseRecord, textOf } from "./json-record";

/** An entity as messages name it. Its name is in lower case. */
export interface EntityName {
  name: string;
  key: string;
}

/**
 * What orchestrations, entities and clients send to each other, as JSON texts of events.
 * Source: Azure/azure-functions-durable-extension src/WebJobs.Extensions.DurableTask/EntityScheduler.
 */
export type EntityRequest = OperationRequest | LockRequest;

/** A call (it has a `parent`, who gets an answer) or a signal. */
export interface OperationRequest {
  kind: "operation";
  id: string;
  operation: string;
  isSignal: boolean;
  /** JSON text. */
  input: string | null;
  /** Instance and execution that wait for the answer; absent in signals of clients. */
  parent?: string;
  parentExecution?: string;
  /** When a scheduled signal is due. Milliseconds since 1970. */
  due?: number;
}

/** Goes from entity to entity; the last one of the set answers the parent. */
export interface LockRequest {
  kind: "lock";
  id: string;
  parent: string;
  parentExecution: string;
  lockset: EntityName[];
  /** Index in `lockset` of the entity that the request is for now. */
  position: number;
}

/** Gives up what a LockRequest has locked. */
export interface LockRelease {
  parent: string;
  /** Id of the LockRequest. */
  id: string;
}

/** An operation's result, or the grant of a lock. Raised as an event under the request's id. */
export interface EntityAnswer {
  isError: boolean;
  /** JSON text. */
  result: string | null;
}

/** Name of the events that carry requests. */
export const REQUEST_EVENT = "op";
/** Name of the events that give up a lock. */
export const RELEASE_EVENT = "release";

/** Name of the event that carries a signal to be delivered later. */
export const scheduledRequestEvent = (due: number): string =>
  `${REQUEST_EVENT}@${new Date(due).toISOString()}`;

/** Instance id of an entity. Names are compared without case, keys are not. */
export const entityInstanceId = ({ name, key }: EntityName): string =>
  `@${name.toLowerCase()}@${key}`;

/** The entity behind an instance id; undefined when the id is an orchestration's. */
export function readEntityInstanceId(instanceId: string): EntityName | undefined {
  const at = instanceId.indexOf("@", 1);
  if (!instanceId.startsWith("@") || at < 2) return undefined;
  return { name: instanceId.slice(1, at).toLowerCase(), key: instanceId.slice(at + 1) };
}

/** The JSON text of a request. */
export function writeRequest(request: EntityRequest): string {
  if (request.kind === "lock") {
    const { id, parent, parentExecution, lockset, position } = request;
    return JSON.stringify({ id, parent, parentExecution, lockset, pos: position });
  }
  const { id, operation, isSignal, input, parent, parentExecution, due } = request;
  return JSON.stringify({
    op: operation,
    ...(isSignal && { signal: true }),
    ...(input !== null && { input }),
    id,
    parent,
    parentExecution,
    ...(due !== undefined && { due: new Date(due).toISOString() }),
  });
}

/** The request in a JSON text; anything else is an error. */
export function readRequest(json: string): EntityRequest {
  const what = "a request to an entity";
  const record = parseRecord(json, what);
  const id = textOf(record, "id", what);
  if (record["lockset"] !== undefined) {
    return {
      kind: "lock",
      id,
      parent: textOf(record, "parent", what),
      parentExecution: textOf(record, "parentExecution", what),
      lockset: listOf(record, "lockset", what).map((entity) => readEntityName(entity, what)),
      position: typeof record["pos"] === "number" ? record["pos"] : 0,
    };
  }
  const { input, parent, parentExecution, due, signal } = record;
  return {
    kind: "operation",
    id,
    operation: textOf(record, "op", what),
    isSignal: signal === true,
    input: typeof input === "string" ? input : null,
    ...(typeof parent === "string" && { parent }),
    ...(typeof parentExecution === "string" && { parentExecution }),
    ...(typeof due === "string" && { due: Date.parse(due) }),
  };
}

/** The JSON text of a release. */
export const writeRelease = ({ parent, id }: LockRelease): string => JSON.stringify({ parent, id });

/** The release in a JSON text; anything else is an error. */
export function readRelease(json: string): LockRelease {
  const what = "the release of a lock";
  const record = parseRecord(json, what);
  return { parent: textOf(record, "parent", what), id: textOf(record, "id", what) };
}

/** The JSON text of an answer. The SDK parses `result` of errors, too, and shows it as the error. */
export function writeAnswer({ isError, result }: EntityAnswer): string {
  return JSON.stringify({
    ...(result !== null && { result }),
    ...(isError && {
      exceptionType: "Microsoft.Azure.WebJobs.Extensions.DurableTask.OperationErrorException",
    }),
  });
}

/** The answer in a JSON text; anything else is an error. */
export function readAnswer(json: string): EntityAnswer {
  const { result, exceptionType } = parseRecord(json, "an entity's answer");
  return {
    isError: typeof exceptionType === "string",
    result: typeof result === "string" ? result : null,
  };
}

/** The name and key in a message; anything else is an error. */
export function readEntityName(value: unknown, what: string): EntityName {
  if (!isRecord(value)) throw new Error(`Cannot read ${what}: expected the name of an entity`);
  return { name: textOf(value, "name", what).toLowerCase(), key: textOf(value, "key", what) };
}

import { isRecord, listOf, parseRecord, textOf } from "./json-record";

/** Operations that one entity runs in one go, and the state it has before. */
export interface EntityBatch {
  name: string;
  key: string;
  exists: boolean;
  /** JSON text. */
  state: string | null;
  operations: { name: string; input: string | null; isSignal: boolean }[];
}

/** What a batch has led to. */
export interface EntityBatchResult {
  exists: boolean;
  state: string | null;
  /** By operation. An operation that returned twice shifts those after it, as in Azure. */
  results: { isError: boolean; result: string | null }[];
  signals: EntitySignalSent[];
}

/** A signal from an entity to another. */
interface EntitySignalSent {
  name: string;
  key: string;
  operation: string;
  /** JSON text. */
  input: string | null;
}

/**
 * The text an entity function is triggered with. Source: durable-functions 3.5.0
 * lib/src/entities/{Entity,DurableEntityBindingInfo}.js.
 */
export function entityPayload({ name, key, exists, state, operations }: EntityBatch): string {
  return JSON.stringify({
    self: { name: name.toLowerCase(), key },
    exists,
    state,
    batch: operations.map(({ name: operation, input, isSignal }) => ({
      name: operation,
      input,
      isSignal,
    })),
  });
}

/** Reads what an entity function returned; anything but its state is an error. */
export function readEntityResult(json: string): EntityBatchResult {
  const what = "the state of the entity function";
  const { entityExists, entityState, ...lists } = parseRecord(json, what);
  return {
    exists: entityExists === true,
    state: typeof entityState === "string" ? entityState : null,
    results: listOf(lists, "results", what).map(readResult),
    signals: listOf(lists, "signals", what).map((signal) => readSignal(signal, what)),
  };
}

/** An operation without a result leaves a hole in the list when one after it has thrown. */
function readResult(value: unknown): { isError: boolean; result: string | null } {
  if (!isRecord(value)) return { isError: false, result: null };
  const { isError, result } = value;
  return { isError: isError === true, result: typeof result === "string" ? result : null };
}

function readSignal(value: unknown, what: string): EntitySignalSent {
  const target = isRecord(value) ? value["target"] : undefined;
  if (!isRecord(value) || !isRecord(target)) {
    throw new Error(`Cannot read ${what}: expected a signal with a target`);
  }
  const input = value["input"];
  return {
    name: textOf(target, "name", what).toLowerCase(),
    key: textOf(target, "key", what),
    operation: textOf(value, "name", what),
    // The SDK writes an input that is missing, or false, or 0, as an empty text.
    input: typeof input === "string" && input !== "" ? input : null,
  };
}

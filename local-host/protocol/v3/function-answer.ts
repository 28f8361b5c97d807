import type { InvocationResult } from "../../worker/worker";
import { type Action, readAction } from "./actions";
import { listOf, parseRecord } from "./json-record";

/** What the orchestrator function answered in one turn. */
export interface FunctionAnswer {
  /** Returned, or called continueAsNew. */
  isDone: boolean;
  /** Everything it has asked for since the start of the execution. */
  actions: Action[];
  /** JSON text. */
  output: string | null;
  /** Text of the error it threw. */
  error: string | undefined;
  /** JSON text. */
  customStatus: string | undefined;
  /** "lost": it failed without a state, so that nothing it asked for is known. */
  end: "returned" | "thrown" | "lost";
}

/** Between an error's text, which says nothing, and the state that could not be returned. */
const stateLabel = "\n\n$OutOfProcData$:";

/** The newest schema of orchestrator states that this adapter offers: V4. */
export const upperSchemaVersion = 3;

/** Reads the state that a function returned. A function that returned nothing is done. */
export function readReturned({ returnValue }: InvocationResult): FunctionAnswer {
  if (!returnValue) return { ...nothing, isDone: true };
  if ("json" in returnValue) return readState(returnValue.json);
  if ("string" in returnValue) return readState(returnValue.string);
  throw new Error("The orchestrator function did not return JSON");
}

/**
 * Reads the state from the error of a function whose code threw. Undefined when there is none: then
 * the SDK itself has failed, and nothing that the function asked for is known.
 */
export function readThrown(message: string): FunctionAnswer | undefined {
  const at = message.indexOf(stateLabel);
  if (at < 0) return undefined;
  return { ...readState(message.slice(at + stateLabel.length)), end: "thrown" };
}

/** The answer of a function that failed without a state. */
export const failedAnswer = (error: string): FunctionAnswer => ({ ...nothing, error, end: "lost" });

const nothing: FunctionAnswer = {
  isDone: false,
  actions: [],
  output: null,
  error: undefined,
  customStatus: undefined,
  end: "returned",
};

function readState(json: string): FunctionAnswer {
  const what = "the state of the orchestrator function";
  const state = parseRecord(json, what);
  const { schemaVersion, output, error, customStatus } = state;
  if (typeof schemaVersion !== "number" || schemaVersion < 1 || schemaVersion > upperSchemaVersion)
    throw new Error(`Cannot read ${what}: schema ${String(schemaVersion)} is not supported`);
  return {
    isDone: state["isDone"] === true,
    // Since schema V2 one list inside another.
    actions: listOf(state, "actions", what).flat().map(readAction),
    output: output === undefined || output === null ? null : JSON.stringify(output),
    error: typeof error === "string" && error ? error : undefined,
    customStatus:
      customStatus === undefined || customStatus === null
        ? undefined
        : JSON.stringify(customStatus),
    end: "returned",
  };
}

import type { RuleNote } from "../rules";
import type { HistoryEvent } from "./history";

/**
 * The seam between a durable SDK and the back end. A back end knows five decisions and nothing of
 * retries, polling, long timers or GUIDs; an adapter turns "run this function with this history"
 * into decisions. durable-functions 3.5 is one adapter (`v3/`); version 4 will be another.
 */
export interface OrchestrationProtocol {
  /** Runs one turn. Never rejects for what user code does: that is a decision to complete. */
  runTurn(turn: Turn): Promise<TurnResult>;
}

export interface Turn {
  /** Name of the orchestrator function, as registered. */
  functionName: string;
  instanceId: string;
  executionId: string;
  parentInstanceId: string | null;
  /**
   * Everything since the start of this execution, the new events last, with `IsPlayed` set: true
   * for earlier turns, false for new ones and for every OrchestratorStarted. The new part begins
   * with this turn's OrchestratorStarted.
   */
  history: HistoryEvent[];
  /** JSON text of the input; null when a parent gave none, '""' when a client gave none. */
  input: string | null;
}

export type Decision =
  | { kind: "schedule-task"; id: number; name: string; input: TaskInput }
  | { kind: "create-timer"; id: number; fireAt: number }
  | {
      kind: "start-child";
      id: number;
      name: string;
      /** Absent: the back end makes `<execution id>:<task id>`. */
      instanceId?: string;
      /** JSON text. */
      input: string | null;
      version?: string;
    }
  | { kind: "send-event"; id: number; instanceId: string; name: string; input: string }
  | Completion;

/** What the handler of an activity gets: text is text, json is parsed by the library, absent is undefined. */
export type TaskInput = { text: string } | { json: string } | { absent: true };

export type Completion =
  | { kind: "complete"; status: "Completed"; output: string | null }
  | { kind: "complete"; status: "Failed"; message: string }
  | {
      kind: "complete";
      status: "ContinuedAsNew";
      /** JSON text of the next execution's input. */
      input: string;
      /** EventRaised that came after the call and go to the next execution. */
      keptEvents: HistoryEvent[];
    };

export interface TurnResult {
  /** New decisions only, by id; a completion last. Those already in history are not repeated. */
  decisions: Decision[];
  /** JSON text; undefined leaves nothing set: every turn replaces the stored status. */
  customStatus: string | undefined;
  /** Situations that work differently than they look, each once an execution. */
  warnings: RuleNote[];
  /** Set when the instance fails because the function does not decide what it decided before. */
  divergence?: Divergence;
  /** When the adapter was told to keep one. */
  trace?: Trace;
}

/** When a replay of a whole history came to what, in the times of its turns (milliseconds since 1970). */
export interface Trace {
  /** Every decision that takes an id, recorded or new, by id. */
  issued: readonly { decision: Exclude<Decision, Completion>; at: number }[];
  /** When it was first possible to complete. */
  endedAt: number | undefined;
}

/** Where and how today's code leaves the history. */
export interface Divergence {
  /** The step's id, as in the history. */
  step: number;
  /** What the history holds there: `the activity "enrich"`. */
  recorded: string;
  /** When it was decided. ISO 8601 UTC. */
  recordedAt: string;
  /** What the function asks for there today; null when it asks for nothing. */
  now: string | null;
  change: DivergenceChange;
  /** The above, and what it looks like, in one sentence without an end. */
  sentence: string;
}

/**
 * `unclear`: renamed, removed or preceded by a new step; the code has not gone far enough to tell.
 * `missing`: the function does not get to the step. `lost`: the SDK failed and said nothing of steps.
 */
export type DivergenceChange =
  | "renamed"
  | "kind"
  | "swapped"
  | "added"
  | "removed"
  | "unclear"
  | "missing"
  | "lost";

/**
 * How the host's built-in HTTP activity (`callHttp`) appears among task names. Its input is the JSON
 * of an `HttpCall` (v3/http-request.ts), its result that of `{ statusCode, headers, content }`.
 */
export const HTTP_ACTIVITY = "BuiltIn::HttpActivity";

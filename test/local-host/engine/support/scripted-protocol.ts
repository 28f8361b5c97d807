import { EventType, type HistoryEvent } from "../../../../local-host/protocol/history";
import type {
  Completion,
  Decision,
  OrchestrationProtocol,
  Turn,
  TurnResult,
} from "../../../../local-host/protocol/protocol";
import type { RuleName } from "../../../../local-host/rules";

/** What a script waits for: a decision's result, or an event. */
export type Wait = { decision: Draft } | { event: string } | { all: Wait[] };
type Step = Exclude<Decision, Completion>;
type Draft = Step extends infer D ? (D extends Step ? Omit<D, "id"> : never) : never;

/** What the body of a script can ask for. */
export interface Script {
  turn: Turn;
  input: unknown;
  /** Milliseconds since 1970, of this turn. */
  now(): number;
  task(name: string, input?: unknown): Wait;
  timer(fireAt: number): Wait;
  child(name: string, input?: unknown, instanceId?: string): Wait;
  event(name: string): Wait;
  /** Decides at once and waits for nothing. */
  send(instanceId: string, name: string, input: string): void;
  setCustomStatus(text: string): void;
  warn(rule: RuleName, sentence: string): void;
  continueAsNew(input: unknown, keptEvents?: HistoryEvent[]): Completion;
}

/** An orchestration of a test: yields waits, returns its output or a completion. Throw to fail. */
export type ScriptBody = (script: Script) => Generator<Wait, unknown, unknown>;

/** An orchestration that waits for nothing. */
export const atOnce = (act: (script: Script) => unknown): ScriptBody =>
  function* (script) {
    yield* [];
    return act(script);
  };

type Answer = { ok: boolean; value: unknown };

const completions: EventType[] = [
  EventType.TaskCompleted,
  EventType.TimerFired,
  EventType.SubOrchestrationInstanceCompleted,
];
const failures: EventType[] = [EventType.TaskFailed, EventType.SubOrchestrationInstanceFailed];
const decided: EventType[] = [
  EventType.TaskScheduled,
  EventType.TimerCreated,
  EventType.SubOrchestrationInstanceCreated,
  EventType.EventSent,
];

/** A protocol in which orchestrators are generators of a test, replayed in every turn. */
export function scriptedProtocol(scripts: Record<string, ScriptBody>): OrchestrationProtocol & {
  turns: Turn[];
} {
  const turns: Turn[] = [];
  return {
    turns,
    async runTurn(turn) {
      turns.push(turn);
      return replay(turn, scripts[turn.functionName]!);
    },
  };
}

function replay(turn: Turn, body: ScriptBody): TurnResult {
  const steps: Step[] = [];
  const result: TurnResult = { decisions: [], customStatus: undefined, warnings: [] };
  const events = turn.history.filter((event) => event.EventType === EventType.EventRaised);
  const answers = new Map(turn.history.flatMap(answerOf));
  const script: Script = {
    turn,
    input: turn.input === null ? null : JSON.parse(turn.input),
    now: () => {
      const started = turn.history.findLast(
        (event) => event.EventType === EventType.OrchestratorStarted,
      );
      return Date.parse(started!.Timestamp);
    },
    task: (name, input) =>
      wait({
        kind: "schedule-task",
        name,
        input: input === undefined ? { absent: true } : { json: JSON.stringify(input) },
      }),
    timer: (fireAt) => wait({ kind: "create-timer", fireAt }),
    child: (name, input, instanceId) =>
      wait({
        kind: "start-child",
        name,
        input: input === undefined ? null : JSON.stringify(input),
        ...(instanceId !== undefined && { instanceId }),
      }),
    event: (name) => ({ event: name }),
    send(instanceId, name, input) {
      steps.push({ kind: "send-event", id: steps.length, instanceId, name, input });
    },
    setCustomStatus: (text) => void (result.customStatus = text),
    warn: (rule, sentence) => void result.warnings.push({ rule, sentence }),
    continueAsNew: (input, keptEvents = []) => ({
      kind: "complete",
      status: "ContinuedAsNew",
      input: JSON.stringify(input),
      keptEvents,
    }),
  };

  /** Decides what is not decided yet; the answer, or undefined when there is none yet. */
  const ask = (what: Wait): (() => Answer | undefined) => {
    if ("all" in what) return askAll(what.all.map(ask));
    if ("event" in what) {
      const at = events.findIndex((event) => event.Name === what.event);
      const [event] = at < 0 ? [] : events.splice(at, 1);
      return () => event && { ok: true, value: parsed(event.Input) };
    }
    const id = steps.length;
    steps.push({ ...what.decision, id });
    return () => answers.get(id);
  };

  const completion = run(body(script), ask);
  const known = new Set(
    turn.history.filter((event) => decided.includes(event.EventType)).map((event) => event.EventId),
  );
  result.decisions = steps.filter(({ id }) => !known.has(id));
  if (completion) result.decisions.push(completion);
  return result;
}

const wait = (decision: Draft): Wait => ({ decision });

function askAll(parts: (() => Answer | undefined)[]): () => Answer | undefined {
  return () => {
    const answers = parts.map((part) => part());
    const failed = answers.find((answer) => answer && !answer.ok);
    if (failed) return failed;
    if (answers.includes(undefined)) return undefined;
    return { ok: true, value: answers.map((answer) => answer!.value) };
  };
}

function run(
  body: Generator<Wait, unknown, unknown>,
  ask: (what: Wait) => () => Answer | undefined,
): Completion | undefined {
  try {
    let next = body.next();
    while (!next.done) {
      const answer = ask(next.value)();
      if (!answer) return undefined;
      next = answer.ok ? body.next(answer.value) : body.throw(new Error(String(answer.value)));
    }
    if (isCompletion(next.value)) return next.value;
    const output = next.value === undefined ? null : JSON.stringify(next.value);
    return { kind: "complete", status: "Completed", output };
  } catch (error) {
    return { kind: "complete", status: "Failed", message: (error as Error).message };
  }
}

const isCompletion = (value: unknown): value is Completion =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "complete";

function answerOf(event: HistoryEvent): [number, Answer][] {
  const id = event.TaskScheduledId ?? event.TimerId;
  if (id === undefined) return [];
  if (completions.includes(event.EventType)) {
    return [[id, { ok: true, value: parsed(event.Result) }]];
  }
  return failures.includes(event.EventType) ? [[id, { ok: false, value: event.Reason }]] : [];
}

const parsed = (json: string | null | undefined): unknown =>
  json === null || json === undefined ? undefined : JSON.parse(json);

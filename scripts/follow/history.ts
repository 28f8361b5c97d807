import { type Tone, steps } from "./steps";

/** One event of an instance's history as the management API shows it, the part that we read. */
export interface ShownEvent {
  EventType: string;
  Timestamp: string;
  FunctionName?: string;
  Result?: unknown;
  Reason?: string;
  FireAt?: string;
}

/** One line of the story of a run. */
export interface StoryLine {
  at: Date;
  phase: string;
  step: string;
  target: string;
  result: string;
  tone: Tone;
}

/** The events that a person follows, in order; the list only grows while a run goes on. */
export const followed = (events: readonly ShownEvent[]): ShownEvent[] =>
  events.filter(({ EventType }) =>
    ["TaskCompleted", "TaskFailed", "TimerCreated"].includes(EventType),
  );

/** How long a run took, or has taken so far, in seconds. */
export function secondsOf(events: readonly ShownEvent[]): number {
  const times = events.map(({ Timestamp }) => Date.parse(Timestamp));
  return times.length > 0 ? (Math.max(...times) - Math.min(...times)) / 1000 : 0;
}

/** Tells one followed event, or nothing when it is a timer that fires at once. */
export function tell(event: ShownEvent): StoryLine | undefined {
  const at = new Date(event.Timestamp);
  if (event.EventType === "TimerCreated") return wait(at, event.FireAt ?? "");
  const step = event.FunctionName ?? "?";
  const line = { at, step, phase: isStep(step) ? steps[step].phase : "", target: "" };
  if (event.EventType === "TaskFailed") {
    const [reason = ""] = (event.Reason ?? "failed").split("\n");
    return {
      ...line,
      result: reason.replace(/^Activity function '[^']*' failed: ?/, ""),
      tone: "bad",
    };
  }
  return { ...line, ...outcome(step, event.Result) };
}

function wait(at: Date, fireAt: string): StoryLine | undefined {
  const seconds = Math.round((Date.parse(fireAt) - at.getTime()) / 1000);
  if (!(seconds >= 1)) return undefined;
  const due = new Date(fireAt).toLocaleTimeString("en-GB");
  return {
    at,
    phase: "",
    step: "waits",
    target: `${seconds} s`,
    result: `until ${due}`,
    tone: "quiet",
  };
}

const isStep = (name: string): name is keyof typeof steps => Object.hasOwn(steps, name);

function outcome(step: string, result: unknown): Pick<StoryLine, "target" | "result" | "tone"> {
  const parsed = (typeof result === "string" ? JSON.parse(result) : result) as
    | { ok: true; value: never }
    | { ok: false; failure: { kind: string; message: string } };
  if (!parsed.ok) {
    const { kind, message } = parsed.failure;
    if (kind === "rehearsed") return { target: "", result: message, tone: "quiet" };
    return { target: "", result: `no answer (${kind}): ${message}`, tone: "bad" };
  }
  if (!isStep(step)) return { target: "", result: "done", tone: "good" };
  const [target, told, tone = "good"] = steps[step].tell(parsed.value);
  return { target, result: told, tone };
}

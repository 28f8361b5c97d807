import type { OrchestrationContext, RetryOptions, Task } from "durable-functions";
import type { Json } from "../domain/json";
import { type Failure, type Outcome, failure } from "../domain/outcome";

/*
 * Typed calls: the only code that knows the SDK's tasks. Rules that it keeps for every flow:
 *
 * F1. A task starts when it is yielded. A Call is made, waited for once, and let go.
 * F2. Nothing is raced but an event and its own timer (`eventBefore`): a retry beside a cancelled timer
 *     makes the extension's replay diverge.
 * F3. A step that fails after its last retry is an answer, not an exception: `gather`, `ask`, `askAll`.
 * F4. A source that says "later" is asked again when it said, on a durable timer, within a patience;
 *     who waits for a turn in the team's own budget waits for as long as that takes.
 */

/** What an orchestrator is: a generator that the durable runtime drives, replay by replay, to a T. */
export type Flow<T> = Generator<Task, T, unknown>;

/** One piece of scheduled work. `yield* call` waits for its T; combinators take several. */
export interface Call<T> {
  readonly context: OrchestrationContext;
  readonly task: Task;
  [Symbol.iterator](): Flow<T>;
}

/** What a value is after the trip through JSON that every durable input and result makes. */
export type Wire<T> = [T] extends [Json]
  ? T
  : T extends Date
    ? string
    : T extends
          | bigint
          | symbol
          | ((...input: never) => unknown)
          | Map<unknown, unknown>
          | Set<unknown>
      ? never
      : { [K in keyof T]: Wire<T[K]> };

/** The same functions as an orchestrator sees them: calling one schedules it. */
export type Calls<Activities> = {
  [Name in keyof Activities]: Activities[Name] extends (...input: infer I) => Promise<infer R>
    ? (...input: I) => Call<Wire<R>>
    : never;
};

/** A question that can be put again: each time it is called it makes a new Call. */
export type Ask<T> = () => Call<Outcome<T>>;

type Answers<G> = {
  -readonly [Name in keyof G]: G[Name] extends readonly Ask<infer T>[] ? Outcome<T>[] : never;
};

function call<T>(context: OrchestrationContext, task: Task): Call<T> {
  return {
    context,
    task,
    *[Symbol.iterator]() {
      return (yield task) as T; // the runtime resumes a generator with the result of its own task
    },
  };
}

/** Typed stand-ins for activities. Give it the type of the registry, never the registry. */
export function activitiesOf<Activities>(
  context: OrchestrationContext,
  retry: RetryOptions,
): Calls<Activities> {
  return new Proxy({} as Calls<Activities>, {
    get: (_, name) => (input: unknown) =>
      call(context, context.df.callActivityWithRetry(String(name), retry, input)),
  });
}

/** Waits, durably, for a length of time. */
export function sleep(context: OrchestrationContext, milliseconds: number): Call<void> {
  const due = new Date(context.df.currentUtcDateTime.getTime() + milliseconds);
  return call(context, context.df.createTimer(due));
}

/** Waits for every call. One that still fails after its retries is a failure among the outcomes. */
export function* gather<T>(calls: readonly Call<Outcome<T>>[]): Flow<Outcome<T>[]> {
  const [first] = calls;
  if (!first) return [];
  const { Task } = first.context.df;
  // `any` of one task completes even when that task fails, so `all` of those never throws.
  const settled = (yield Task.all(calls.map(({ task }) => Task.any([task])))) as Task[];
  return settled.map(({ isFaulted, result }) =>
    isFaulted ? unanswered(result) : (result as Outcome<T>),
  );
}

/** What a thrown failure says, without the stack trace that the SDK puts below it. */
function unanswered(error: unknown): Outcome<never> {
  const text = error instanceof Error ? error.message : String(error);
  const [firstLine = ""] = text.split("\n");
  const message = firstLine.replace(/^Activity function '[^']*' failed: ?/, "").trim();
  return failure({ kind: "transient", vendor: "activity", message });
}

/** What is waited for: questions that a vendor, or its budget, will answer later. */
export interface Wait {
  /** The folder name of the connector. */
  vendor: string;
  questions: number;
  /** When the last of them is expected to be asked, ISO 8601. */
  until: string;
  /** Calls of others that come before that one. */
  ahead: number;
}

/**
 * Asks everyone at once. Who answers "rate-limited" is asked again, each when it said: within the
 * patience where the vendor said so, without an end where it waits for its turn in the budget, which
 * costs no patience. One that is told to wait beyond it has its failure for an answer. Each time it
 * waits a second longer at least: who always says "in a second" does not fill a history. A vendor that
 * failed is asked five times in all, 2, 4, 8 and 16 s apart, however often it waits in between.
 * `onWait` hears what is waited for.
 */
export function* askAll<const G extends Record<string, readonly Ask<unknown>[]>>(
  context: OrchestrationContext,
  groups: G,
  patienceMs: number,
  onWait?: (waits: Wait[]) => void,
): Flow<Answers<G>> {
  const asks = Object.values(groups).flat();
  const answers = yield* askPatiently(context, asks, patienceMs, onWait);
  return Object.fromEntries(
    Object.entries(groups).map(([name, group]) => [name, answers.splice(0, group.length)]),
  ) as Answers<G>;
}

/** A question to be put again. */
interface Later {
  index: number;
  refusal: Failure;
  dueMs: number;
  /** How much earlier it may be put to share a round with others: a look at a long wait has time. */
  earlierMs: number;
}

function* askPatiently(
  context: OrchestrationContext,
  asks: readonly Ask<unknown>[],
  patienceMs: number,
  onWait?: (waits: Wait[]) => void,
): Flow<Outcome<unknown>[]> {
  const now = (): number => context.df.currentUtcDateTime.getTime();
  const answers = yield* gather(asks.map((again) => again()));
  const patience = answers.map(() => ({ leftMs: patienceMs, refusals: 0, turns: 0, failures: 0 }));
  const laterOf = (index: number): Later[] =>
    againAt(answers[index]!, patience[index]!, now()).map((again) => ({ index, ...again }));
  let later = [...asks.keys()].flatMap(laterOf);
  while (later.length > 0) {
    onWait?.(waitsOf(later.filter(({ refusal }) => refusal.kind === "rate-limited")));
    const first = Math.min(...later.map(({ dueMs }) => dueMs));
    yield* sleep(context, Math.max(first - now(), 0));
    const due = later.filter(({ dueMs, earlierMs }) => dueMs - earlierMs <= first);
    const round = yield* gather(due.map(({ index }) => asks[index]!()));
    due.forEach(({ index }, position) => (answers[index] = round[position]!));
    later = [
      ...later.filter((one) => !due.includes(one)),
      ...due.flatMap(({ index }) => laterOf(index)),
    ];
  }
  return answers;
}

/** How long a question may still be refused, and how often it was. */
interface Patience {
  leftMs: number;
  refusals: number;
  turns: number;
  failures: number;
}

const mostTries = 5;

/** When a question is to be put again, if at all, by its answer; takes the wait from its patience. */
function againAt(
  answer: Outcome<unknown>,
  patience: Patience,
  nowMs: number,
): Omit<Later, "index">[] {
  if (answer.ok) return [];
  const { failure: refusal } = answer;
  // What the runtime has retried comes from "activity"; a vendor's own failure was not tried again yet.
  if (refusal.kind === "transient" && refusal.vendor !== "activity") {
    patience.failures += 1;
    const dueMs = nowMs + 2 ** patience.failures * 1_000;
    return patience.failures < mostTries ? [{ refusal, dueMs, earlierMs: 0 }] : [];
  }
  if (refusal.kind !== "rate-limited") return [];
  const { turn, retryAfterSeconds = 60 } = refusal;
  if (turn?.isSkipped) return [];
  if (turn) {
    const ms = Math.ceil(retryAfterSeconds * 1_000);
    const lookMs = turnMs(ms, patience.turns === 0);
    patience.turns += 1;
    const earlierMs = Math.max(1_000, Math.min(lookMs, ms - lookMs) / 4);
    return [{ refusal, dueMs: nowMs + lookMs, earlierMs }];
  }
  const ms = Math.max(retryAfterSeconds, patience.refusals) * 1_000;
  if (ms > patience.leftMs) return [];
  patience.leftMs -= ms;
  patience.refusals += 1;
  return [{ refusal, dueMs: nowMs + ms, earlierMs: 0 }];
}

/**
 * A long wait for a turn is looked after soon, and then halfway, and daily: in a storm all ask within
 * seconds, and only then the line is known; later, worse incidents come. What a person is told shall
 * be true.
 */
function turnMs(ms: number, isFirst: boolean): number {
  if (isFirst) return Math.min(ms, 30_000);
  return ms > 4 * 60_000 ? Math.min(Math.ceil(ms / 2), 86_400_000) : ms;
}

function waitsOf(later: Later[]): Wait[] {
  const byVendor = Map.groupBy(later, ({ refusal }) => refusal.vendor);
  return [...byVendor].map(([vendor, ones]) => {
    const last = ones
      .map(({ dueMs, refusal: { turn } }) => ({
        until: turn?.at ?? new Date(dueMs).toISOString(),
        ahead: turn?.ahead ?? 0,
      }))
      .reduce((latest, one) => (one.until > latest.until ? one : latest));
    return { vendor, questions: ones.length, ...last };
  });
}

/** Asks one, as patiently: never throws, whatever happens to the step. */
export function* ask<T>(
  context: OrchestrationContext,
  question: Ask<T>,
  patienceMs: number,
): Flow<Outcome<T>> {
  const { only } = yield* askAll(context, { only: [question] }, patienceMs);
  return only[0]!;
}

/**
 * Waits for an event, or until a time: answers whether the event came first. What it carried is not
 * read: whoever raises one writes down first what happened, so that a lost event costs time only.
 * Each wait is a new one, and the newest wait gets the event; the timer is cancelled when it lost.
 */
export function* eventBefore(
  context: OrchestrationContext,
  name: string,
  due: Date,
): Flow<boolean> {
  const { df } = context;
  const event = df.waitForExternalEvent(name);
  const timer = df.createTimer(due);
  const first = (yield df.Task.any([event, timer])) as Task;
  if (first === timer) return false;
  timer.cancel();
  return true;
}

/** The same flows as a parent sees them: called with the child's instance id, each becomes a Call. */
export type Children<Flows> = {
  [Name in keyof Flows]: Flows[Name] extends (context: never, input: infer I) => Flow<infer R>
    ? (instanceId: string, input: I) => Call<Wire<R>>
    : never;
};

/**
 * Typed stand-ins for flows as children of this one, each under an id of its own. A child that fails
 * throws here; one that somebody terminates fails its parent, which cannot catch that.
 */
export function childrenOf<Flows>(context: OrchestrationContext): Children<Flows> {
  return new Proxy({} as Children<Flows>, {
    get: (_, name) => (instanceId: string, input: unknown) =>
      call(context, context.df.callSubOrchestrator(String(name), input, instanceId)),
  });
}

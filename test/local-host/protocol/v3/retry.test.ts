import * as df from "durable-functions";
import {
  childCompleted,
  childFailed,
  completed,
  failed,
  fired,
  orchestrate,
  raised,
  startTime,
} from "../support/run-orchestration";

interface Options {
  first?: number;
  attempts?: number;
  backoff?: number;
  maxInterval?: number;
  timeout?: number;
}

function retryOptions({ first = 5000, attempts = 3, backoff, maxInterval, timeout }: Options) {
  const options = new df.RetryOptions(first, attempts);
  if (backoff !== undefined) options.backoffCoefficient = backoff;
  if (maxInterval !== undefined) options.maxRetryIntervalInMilliseconds = maxInterval;
  if (timeout !== undefined) options.retryTimeoutInMilliseconds = timeout;
  return options;
}

const withRetry = (options: Options) =>
  orchestrate(function* (context) {
    try {
      return yield context.df.callActivityWithRetry("flaky", retryOptions(options), { n: 1 });
    } catch (error) {
      return `gave up: ${(error as Error).message}`;
    }
  });

const childWithRetry = (id?: string) =>
  orchestrate(function* (context) {
    yield context.df.callSubOrchestratorWithRetry("child", retryOptions({}), { n: 1 }, id);
  });

const childStart = (id: number) => ({ kind: "start-child", id, name: "child", input: '{"n":1}' });

describe("a call with retries", () => {
  it("that goes well at once needs no timer", async () => {
    const run = withRetry({});

    const first = await run.turn();
    const last = await run.turn(completed(0, "fine"));

    expect(first.decisions).toEqual([
      { kind: "schedule-task", id: 0, name: "flaky", input: { json: '{"n":1}' } },
    ]);
    expect(last.decisions).toMatchObject([{ status: "Completed", output: '"fine"' }]);
  });

  it("waits, tries again with the same input, and gives the result of the attempt that went well", async () => {
    const run = withRetry({});

    await run.turn();
    const wait = await run.turn(failed(0));
    const again = await run.turn(fired(run, 1));
    const last = await run.turn(completed(2, "fine"));

    expect(wait.decisions).toEqual([
      { kind: "create-timer", id: 1, fireAt: startTime + 1000 + 5000 },
    ]);
    expect(again.decisions).toEqual([
      { kind: "schedule-task", id: 2, name: "flaky", input: { json: '{"n":1}' } },
    ]);
    expect(last.decisions).toMatchObject([{ output: '"fine"' }]);
  });

  it("makes a timer after the last attempt, too, and throws the error when it fires", async () => {
    const run = withRetry({ attempts: 2 });

    await run.turn();
    await run.turn(failed(0, "first"));
    await run.turn(fired(run, 1));
    const { now } = run;
    const lastTimer = await run.turn(failed(2, "second"));
    const end = await run.turn(fired(run, 3));

    expect(lastTimer.decisions).toEqual([{ kind: "create-timer", id: 3, fireAt: now }]);
    expect(end.decisions).toMatchObject([{ output: expect.stringContaining("gave up: ") }]);
    expect(end.decisions).toMatchObject([{ output: expect.stringContaining("second") }]);
  });

  it("makes that timer even when there is one attempt only", async () => {
    const run = withRetry({ attempts: 1 });

    await run.turn();
    const timer = await run.turn(failed(0));
    const end = await run.turn(fired(run, 1));

    expect(timer.decisions).toMatchObject([{ kind: "create-timer", id: 1 }]);
    expect(end.decisions).toMatchObject([{ output: expect.stringContaining("gave up") }]);
  });

  it.each<[string, Options, number[]]>([
    ["the same without a coefficient", {}, [5000, 5000, 5000]],
    ["twice as long with a coefficient of 2", { backoff: 2 }, [5000, 10_000, 20_000]],
    ["never longer than the limit", { backoff: 10, maxInterval: 60_000 }, [5000, 50_000, 60_000]],
    ["never a part of a millisecond", { first: 5, backoff: 1.5 }, [5, 8, 11]],
    ["never longer than six days", { backoff: 100_000 }, [5000, 500_000_000, 518_400_000]],
  ])("waits %s", async (_title, options, expected) => {
    const run = withRetry({ ...options, attempts: 4 });
    const delays: number[] = [];

    await run.turn();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const { now } = run;
      const { decisions } = await run.turn(failed(2 * attempt));
      delays.push(
        ...decisions.map((decision) => ("fireAt" in decision ? decision.fireAt - now : 0)),
      );
      await run.turn(fired(run, 2 * attempt + 1));
    }

    expect(delays).toEqual(expected);
  });

  it("gives each attempt of a sub-orchestration an id of its own, unless the function chose one", async () => {
    const free = childWithRetry();
    const chosen = childWithRetry("c-1");

    const ids = [];
    for (const run of [free, chosen]) {
      const first = await run.turn();
      await run.turn(childFailed(0));
      const second = await run.turn(fired(run, 1));
      const last = await run.turn(childCompleted(2));
      ids.push([first.decisions, second.decisions]);
      expect(last.decisions).toMatchObject([{ status: "Completed" }]);
    }

    expect(ids).toEqual([
      [[childStart(0)], [childStart(2)]],
      [[{ ...childStart(0), instanceId: "c-1" }], [{ ...childStart(2), instanceId: "c-1" }]],
    ]);
  });

  it("side by side with others keeps ids in the order things happen", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      return yield durable.Task.all([
        durable.callActivityWithRetry("a", retryOptions({})),
        durable.callActivityWithRetry("b", retryOptions({})),
      ]);
    });

    await run.turn();
    const timers = await run.turn(failed(1), failed(0));
    const retried = await run.turn(fired(run, 3), fired(run, 2));
    const last = await run.turn(completed(4, "a"), completed(5, "b"));

    expect(timers.decisions).toMatchObject([{ id: 2 }, { id: 3 }]);
    expect(retried.decisions).toMatchObject([
      { id: 4, name: "a" },
      { id: 5, name: "b" },
    ]);
    expect(last.decisions).toMatchObject([{ output: '["a","b"]' }]);
  });

  it("with a timeout is warned of, and hangs when it runs out", async () => {
    const run = withRetry({ timeout: 2000 });

    const first = await run.turn();
    await run.turn();
    await run.turn();
    const late = await run.turn(failed(0));

    expect(first.warnings).toEqual([expect.stringMatching(/^retry-timeout: /)]);
    expect(late.decisions).toEqual([]);
    expect(late.warnings).toEqual([expect.stringMatching(/^stuck: /)]);
  });

  it("with a timeout that has not run out goes on", async () => {
    const run = withRetry({ timeout: 60_000 });

    await run.turn();
    const { decisions } = await run.turn(failed(0));

    expect(decisions).toMatchObject([{ kind: "create-timer", id: 1 }]);
  });

  it("hangs when the failure says that it must not be retried", async () => {
    const run = withRetry({});
    const FailureDetails = { ErrorType: "E", ErrorMessage: "no", IsNonRetriable: true };

    await run.turn();
    const { decisions, warnings } = await run.turn({ ...failed(0), FailureDetails });
    const later = await run.turn(raised("anything"));

    expect(decisions).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(/^stuck: /)]);
    expect(later.warnings).toEqual([]);
  });

  it("is not made when an interval is longer than the longest timer", async () => {
    const run = withRetry({ first: 7 * 24 * 3_600_000 });

    const { decisions, warnings } = await run.turn();

    expect(decisions).toEqual([]);
    expect(warnings).toContainEqual(
      expect.stringMatching(/^retry-interval: "flaky" is not called/),
    );
  });
});

import { type OrchestrationContext, RetryOptions } from "durable-functions";
import { type Outcome, failure, success } from "../../domain/outcome";
import { activitiesOf, ask, askAll, gather } from "../../durable/flow";
import { runFlow } from "../support/run-flow";

type Answer = Outcome<string>;
interface Activities {
  look(input: { at: string }): Promise<Answer>;
}

const retry = new RetryOptions(1000, 3);
const later = (seconds?: number): Answer =>
  failure({
    kind: "rate-limited",
    vendor: "v",
    message: "later",
    ...(seconds !== undefined && { retryAfterSeconds: seconds }),
  });

const broken: Answer = failure({ kind: "transient", vendor: "v", message: "v: answered 503" });

const turn = (seconds: number, ahead = 0): Answer =>
  failure({
    kind: "rate-limited",
    vendor: "v",
    message: "waits",
    retryAfterSeconds: seconds,
    turn: {
      ahead,
      at: new Date(Date.parse("2026-11-24T03:00:00Z") + seconds * 1_000).toISOString(),
    },
  });

const turnIn = (seconds: number, nowMs: number): Answer =>
  failure({
    kind: "rate-limited",
    vendor: "v",
    message: "waits for its turn",
    retryAfterSeconds: seconds,
    turn: { ahead: 1, at: new Date(nowMs + seconds * 1_000).toISOString() },
  });

/** Asks about a, b and c, patiently for a while. */
const askThree = (look: Activities["look"], patienceMs: number) =>
  runFlow(
    function* (context: OrchestrationContext) {
      const activities = activitiesOf<Activities>(context, retry);
      const asks = ["a", "b", "c"].map((at) => () => activities.look({ at }));
      return (yield* askAll(context, { asks }, patienceMs)).asks;
    },
    {},
    { look },
  );

describe("askAll", () => {
  it("answers each question in its place", async () => {
    const { result } = await askThree(async ({ at }) => success(at.toUpperCase()), 0);

    expect(result).toEqual([success("A"), success("B"), success("C")]);
  });

  it("makes a failure of a step that throws to the end, in one line, and keeps the others", async () => {
    const { result, calls } = await askThree(async ({ at }) => {
      if (at === "b") throw new Error("v: GET /b answered 503\n    at stack");
      return success(at);
    }, 0);

    const failed = { kind: "transient", vendor: "activity", message: "v: GET /b answered 503" };
    expect(result).toEqual([success("a"), { ok: false, failure: failed }, success("c")]);
    expect(calls).toHaveLength(5);
  });

  it("asks again only who said later, each when it said", async () => {
    const asked: Record<string, number> = {};
    const { result, elapsedMs } = await askThree(async ({ at }) => {
      asked[at] = (asked[at] ?? 0) + 1;
      if (at !== "a" && asked[at] === 1) return later(at === "b" ? 5 : 20);
      return success(at);
    }, 60_000);

    expect(result).toEqual([success("a"), success("b"), success("c")]);
    expect(asked).toEqual({ a: 1, b: 2, c: 2 });
    expect(elapsedMs).toBe(20_000);
  });

  it("waits a minute when nobody says how long", async () => {
    let asked = 0;
    const { elapsedMs } = await askThree(
      async () => (asked++ < 3 ? later() : success("x")),
      120_000,
    );

    expect(elapsedMs).toBe(60_000);
  });

  it("does not begin a wait that ends after the patience", async () => {
    const { result, elapsedMs } = await askThree(async () => later(61), 60_000);

    expect(elapsedMs).toBe(0);
    expect(result).toEqual([later(61), later(61), later(61)]);
  });

  it('does not let who says "tomorrow" keep it from asking who says "in a moment"', async () => {
    let asked = 0;
    const { result, elapsedMs } = await askThree(async ({ at }) => {
      if (at === "a") return later(86_400);
      return at === "b" && asked++ === 0 ? later(5) : success(at);
    }, 60_000);

    expect(result).toEqual([later(86_400), success("b"), success("c")]);
    expect(elapsedMs).toBe(5_000);
  });

  it("asks a bounded number of times who always says that it takes a second", async () => {
    let asked = 0;
    const { result, elapsedMs } = await askThree(async () => {
      asked += 1;
      return later(1);
    }, 30 * 60_000);

    expect(result).toEqual([later(1), later(1), later(1)]);
    expect(elapsedMs).toBeLessThanOrEqual(30 * 60_000);
    expect(asked).toBeLessThan(3 * 65);
  });

  it("asks a vendor that failed five times in all, however often it waits for its turn meanwhile", async () => {
    let asked = 0;
    const { result, elapsedMs } = await askThree(async ({ at }) => {
      if (at !== "b") return success(at);
      asked += 1;
      return asked % 2 === 0 ? turn(3) : broken;
    }, 60_000);

    expect(result).toEqual([success("a"), broken, success("c")]);
    expect(asked).toBe(9);
    expect(elapsedMs).toBe((2 + 4 + 8 + 16 + 4 * 3) * 1_000);
  });

  it("waits for its turn without an end, and looks after it at 30 s and then halfway", async () => {
    const due = 3_600;
    const at: number[] = [];
    const { result, elapsedMs } = await runFlow(
      function* (context: OrchestrationContext) {
        const { look } = activitiesOf<Activities>(context, retry);
        const began = context.df.currentUtcDateTime.getTime();
        const question = () => {
          at.push((context.df.currentUtcDateTime.getTime() - began) / 1_000);
          return look({ at: String(at.at(-1)) });
        };
        return (yield* askAll(context, { only: [question] }, 1_000)).only;
      },
      {},
      {
        look: async ({ at: seconds }: { at: string }) =>
          Number(seconds) < due ? turn(due - Number(seconds)) : success("done"),
      },
    );

    expect(result).toEqual([success("done")]);
    expect(elapsedMs).toBe(due * 1_000);
    expect(at.slice(0, 3)).toEqual([0, 30, 30 + (due - 30) / 2]);
    expect(at.length).toBeLessThan(10);
  });

  it("does not ask again where the budget goes on without the vendor", async () => {
    const skipped: Answer = failure({
      kind: "rate-limited",
      vendor: "v",
      message: "was not asked",
      retryAfterSeconds: 1,
      turn: { ahead: 9, at: "2026-11-24T03:00:01.000Z", isSkipped: true },
    });
    const { result, elapsedMs } = await askThree(async () => skipped, 60_000);

    expect(result).toEqual([skipped, skipped, skipped]);
    expect(elapsedMs).toBe(0);
  });

  it("tells what it waits for, by vendor, until the last of it", async () => {
    const heard: unknown[] = [];
    let isFirst = true;
    await runFlow(
      function* (context: OrchestrationContext) {
        const { look } = activitiesOf<Activities>(context, retry);
        const asks = ["a", "b"].map((at) => () => look({ at }));
        return yield* askAll(context, { asks }, 1_000, (waits) => heard.push(waits));
      },
      {},
      {
        look: async ({ at }: { at: string }) => {
          if (!isFirst) return success(at);
          isFirst = at === "a";
          return turn(at === "a" ? 10 : 20, at === "a" ? 3 : 7);
        },
      },
    );

    expect(heard[0]).toEqual([
      { vendor: "v", questions: 2, until: "2026-11-24T03:00:20.000Z", ahead: 7 },
    ]);
  });

  it("keeps its patience while it waits for its turn", async () => {
    const start = Date.parse("2026-11-24T03:00:00Z");
    let asked = 0;
    const { result, elapsedMs } = await askThree(async ({ at }) => {
      if (at !== "a") return success(at);
      asked += 1;
      if (asked <= 4) return turnIn(120 * 60, start);
      return asked === 5 ? later(50) : success(at);
    }, 60_000);

    expect(result).toEqual([success("a"), success("b"), success("c")]);
    expect(elapsedMs).toBeGreaterThan(60 * 60_000);
  });

  it("looks after forty questions that wait for a day in few rounds, and misses no turn", async () => {
    const start = Date.parse("2026-11-24T03:00:00Z");
    const turnOf = (index: number): number => start + 86_400_000 + index * 15_000;
    let clock = (): number => start;
    const putAt = new Map<number, number>();
    const { statuses, calls } = await runFlow(
      function* (context: OrchestrationContext) {
        clock = () => context.df.currentUtcDateTime.getTime();
        const activities = activitiesOf<Activities>(context, retry);
        const asks = Array.from(
          { length: 40 },
          (_, index) => () => activities.look({ at: `${index}` }),
        );
        return yield* askAll(context, { asks }, 0, () => context.df.setCustomStatus({}));
      },
      {},
      {
        look: async ({ at }: { at: string }) => {
          const due = turnOf(Number(at));
          if (clock() < due) return turnIn((due - clock()) / 1_000, clock());
          putAt.set(Number(at), clock());
          return success(at);
        },
      },
    );

    // Each round is a status. Forty turns come one by one; all looks before are a dozen for all.
    expect(statuses.length).toBeLessThan(40 + 40);
    expect(calls.length).toBeLessThan(40 * 25);
    for (const [index, at] of putAt) expect(at - turnOf(index)).toBeLessThan(2_000);
  });

  it("answers empty groups without waiting for anything", async () => {
    const { result } = await runFlow(
      function* (context: OrchestrationContext) {
        return yield* askAll(context, { none: [], neither: [] }, 0);
      },
      {},
      {},
    );

    expect(result).toEqual({ none: [], neither: [] });
  });
});

describe("ask", () => {
  it("answers one question and never throws", async () => {
    const { result } = await runFlow(
      function* (context: OrchestrationContext) {
        const { look } = activitiesOf<Activities>(context, retry);
        return yield* ask(context, () => look({ at: "a" }), 0);
      },
      {},
      { look: () => Promise.reject(new Error("boom")) },
    );

    expect(result).toMatchObject({ ok: false, failure: { message: "boom" } });
  });
});

describe("gather", () => {
  it("of nothing is nothing", async () => {
    const { result } = await runFlow(
      function* () {
        return yield* gather([]);
      },
      {},
      {},
    );

    expect(result).toEqual([]);
  });
});

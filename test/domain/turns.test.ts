import * as fc from "fast-check";
import type { Budget } from "../../domain/budget";
import {
  type Caller,
  type Turn,
  type Turns,
  askForTurn,
  endTurn,
  noTurns,
} from "../../domain/turns";

const minute = 60_000;
const start = Date.UTC(2026, 10, 24, 23, 50);

/** Callers of a service in virtual time: each asks, waits as it is told, and calls when it may. */
interface Storm {
  /** When each call began and ended, in order of their beginnings. */
  calls: { key: string; rank: number; from: number; to: number }[];
  skipped: string[];
  /** The first time that each was told, when everybody had asked once. */
  predicted: Map<string, number>;
}

interface Asker {
  key: string;
  holder: string;
  rank: number;
  /** After the start, milliseconds. */
  at: number;
}

function storm(budget: Budget, askers: Asker[], callMs: number): Storm {
  let turns: Turns = noTurns;
  const known = new Set<string>();
  const result: Storm = { calls: [], skipped: [], predicted: new Map() };
  const agenda = askers.map((asker) => ({
    at: start + asker.at,
    asker,
    call: undefined as number | undefined,
  }));
  const lastFirst = Math.max(...agenda.map(({ at }) => at));
  for (let steps = 0; agenda.length > 0; steps += 1) {
    if (steps > 200_000) throw new Error("The storm does not end");
    agenda.sort((a, b) => a.at - b.at);
    const { at, asker, call } = agenda.shift()!;
    const caller: Caller = { ...asker, since: start + asker.at };
    if (call !== undefined) {
      turns = endTurn(turns, caller, at, { wasMade: true });
      result.calls[call]!.to = at;
      known.add(asker.key);
      continue;
    }
    if (known.has(asker.key)) continue;
    const asked: { turns: Turns; turn: Turn } = askForTurn(turns, budget, caller, at);
    turns = asked.turns;
    const { turn } = asked;
    if (turn.kind === "skip") result.skipped.push(asker.key);
    else if (turn.kind === "go") {
      result.calls.push({ key: asker.key, rank: asker.rank, from: at, to: Infinity });
      agenda.push({ at: at + callMs, asker, call: result.calls.length - 1 });
    } else {
      if (turn.kind === "wait" && at > lastFirst && !result.predicted.has(asker.key)) {
        result.predicted.set(asker.key, turn.until);
      }
      // Halfway, as flows do for long waits; and a little late, as timers are.
      const wait = turn.until - at;
      agenda.push({ at: at + (wait > 4 * minute ? wait / 2 : wait) + 7, asker, call });
    }
  }
  return result;
}

/** The most calls that a service can have counted in any window, however late it counted them. */
function mostInWindow(calls: Storm["calls"], windowMs: number): number {
  return Math.max(
    0,
    ...calls.map(
      ({ from }) =>
        calls.filter((other) => other.from >= from && other.from < from + windowMs).length,
    ),
    // Counted at its end in the one case, at its beginning in the other: the worst there is.
    ...calls.map(
      ({ to }) =>
        calls.filter((other) => other.to >= to && other.from < to + windowMs && other.from >= to)
          .length + 1,
    ),
  );
}

const some = (count: number, more: Partial<Asker> = {}): Asker[] =>
  Array.from({ length: count }, (_, index) => ({
    key: `k${index}`,
    holder: `h${index}`,
    rank: 0,
    at: 0,
    ...more,
  }));

const callerOf = (key: string): Caller => ({ key, holder: key, rank: 0, since: start });

describe("turns", () => {
  it("let everybody go at once where nothing is limited", () => {
    const { calls } = storm({}, some(50), 100);

    expect(calls.every(({ from }) => from === start)).toBe(true);
    expect(calls).toHaveLength(50);
  });

  it("do not wait for a call whose process has ended, and count it as made", () => {
    const budget = { concurrent: 1, perMinute: 2 };
    const ask = (turns: Turns, key: string, process: string, at: number) =>
      askForTurn(turns, budget, { ...callerOf(key), process }, at, (name) => name === "gone");

    const first = ask(noTurns, "a", "gone", start);
    const second = ask(first.turns, "b", "here", start + 1_000);
    const third = ask(second.turns, "c", "here", start + 1_001);
    const same = ask(first.turns, "a", "here", start + 1_000);

    expect([first, second, same].map(({ turn }) => turn.kind)).toEqual(["go", "go", "go"]);
    expect(second.turns).toMatchObject({ made: [start + 1_000], inFlight: [{ key: "b" }] });
    expect(same.turns).toMatchObject({ made: [start + 1_000], inFlight: [{ process: "here" }] });
    expect(third.turn).toMatchObject({ kind: "wait" });
  });

  it("spread what is too much for a minute over the next ones", () => {
    const { calls } = storm({ perMinute: 4 }, some(10), 100);

    expect(calls).toHaveLength(10);
    expect(mostInWindow(calls, minute)).toBe(4);
    // Two windows and the time that calls and timers take: no turn is left unused.
    expect(calls.at(-1)!.from - start).toBeLessThan(2 * minute + 2_000);
  });

  it("spread what is too much for five minutes over the next ones", () => {
    const { calls } = storm({ perFiveMinutes: 4 }, some(10), 100);

    expect(calls).toHaveLength(10);
    expect(mostInWindow(calls, 5 * minute)).toBe(4);
    expect(calls.at(-1)!.from - start).toBeLessThan(10 * minute + 2_000);
  });

  it("wait for the next day in UTC, and for the next month", () => {
    const daily = storm({ perDay: 3 }, some(5), 100).calls;
    const monthly = storm({ perMonth: 3 }, some(5), 100).calls;

    expect(daily.map(({ from }) => new Date(from).toISOString().slice(0, 10))).toEqual([
      "2026-11-24",
      "2026-11-24",
      "2026-11-24",
      "2026-11-25",
      "2026-11-25",
    ]);
    expect(new Date(monthly[3]!.from).toISOString()).toMatch(/^2026-12-01T00:00:00/);
  });

  it("have no more on their way at once than may be", () => {
    const { calls } = storm({ concurrent: 5 }, some(40), 2_000);

    const together = calls.map(
      ({ from }) => calls.filter((other) => other.from <= from && other.to > from).length,
    );
    expect(Math.max(...together)).toBe(5);
    expect(calls).toHaveLength(40);
  });

  it("go to the worst incident first, though it asked last", () => {
    const low = some(12, { rank: 1 });
    const high = some(4).map((one) => ({ ...one, key: `high ${one.key}`, rank: 3, at: 5_000 }));

    const { calls } = storm({ perMinute: 2 }, [...low, ...high], 100);

    expect(calls.slice(2, 6).map(({ rank }) => rank)).toEqual([3, 3, 3, 3]);
  });

  it("are one for equal calls, however many ask", () => {
    const askers = some(60).map((one, index) => ({ ...one, key: `k${index % 6}` }));

    const { calls } = storm({ perMinute: 2 }, askers, 3_000);

    expect(calls.map(({ key }) => key).toSorted()).toEqual(["k0", "k1", "k2", "k3", "k4", "k5"]);
  });

  it("are skipped rather than waited for longer than the budget says", () => {
    const { calls, skipped } = storm({ perMinute: 4, skipAfterMinutes: 2 }, some(20), 100);

    expect(calls.length + skipped.length).toBe(20);
    expect(calls.at(-1)!.from - start).toBeLessThanOrEqual(2 * minute + 1_000);
    expect(skipped.length).toBeGreaterThan(5);
  });

  it("are never had where the budget is nothing", () => {
    const { calls, skipped } = storm({ perDay: 0 }, some(3), 100);

    expect([calls.length, skipped.length]).toEqual([0, 3]);
  });

  it("tell within a tenth when they will come", () => {
    const askers = some(100).map((one, index) => ({ ...one, rank: index % 4, at: index * 10 }));

    const { calls, predicted } = storm({ perMinute: 4 }, askers, 150);

    const errors = calls.flatMap(({ key, from }) => {
      const told = predicted.get(key);
      return told === undefined ? [] : [Math.abs(told - from) / (from - start)];
    });
    expect(errors.length).toBeGreaterThan(80);
    expect(Math.max(...errors)).toBeLessThan(0.1);
  });

  it("pass by whoever was told a time and does not come", () => {
    const gone: Caller = { key: "gone", holder: "gone", rank: 3, since: start };
    const budget = { perMinute: 1 };
    const first = askForTurn(
      noTurns,
      budget,
      { ...gone, key: "first", holder: "first" },
      start,
    ).turns;
    const ended = endTurn(first, { key: "first", holder: "first" }, start, { wasMade: true });
    const waiting = askForTurn(ended, budget, gone, start).turns;
    const other: Caller = { key: "other", holder: "other", rank: 0, since: start };

    const soon = askForTurn(waiting, budget, other, start + minute).turn;
    const later = askForTurn(waiting, budget, other, start + 4 * minute).turn;

    expect([soon.kind, later.kind]).toEqual(["wait", "go"]);
  });

  it("count a call whose process died as made, for as long as one can take", () => {
    const caller: Caller = { key: "a", holder: "a", rank: 0, since: start };
    const { turns } = askForTurn(noTurns, { perMinute: 1 }, caller, start);
    const other = { ...caller, key: "b", holder: "b" };

    expect(askForTurn(turns, { perMinute: 1 }, other, start + 61_000).turn.kind).toBe("wait");
    expect(askForTurn(turns, { perMinute: 1 }, other, start + 120_001).turn.kind).toBe("go");
  });

  it("go on with the same call after a crash, and count both", () => {
    const caller: Caller = { key: "a", holder: "a", rank: 0, since: start };
    const budget = { perMinute: 2, perDay: 9 };
    const { turns } = askForTurn(noTurns, budget, caller, start);

    const again = askForTurn(turns, budget, caller, start + 1_000);

    expect(again.turn.kind).toBe("go");
    expect(again.turns.day.calls).toBe(2);
  });

  it("wait as long as the service says after it refused", () => {
    const caller: Caller = { key: "a", holder: "a", rank: 0, since: start };
    const { turns } = askForTurn(noTurns, {}, caller, start);
    const closed = endTurn(turns, caller, start, { wasMade: true, closedUntil: start + 29_000 });

    expect(askForTurn(closed, {}, caller, start).turn).toMatchObject({
      kind: "wait",
      until: start + 29_000,
    });
  });

  it("follow what the service says is left, calls on their way counted", () => {
    const caller = (key: string): Caller => ({ key, holder: key, rank: 0, since: start });
    let turns = askForTurn(noTurns, {}, caller("a"), start).turns;
    turns = askForTurn(turns, {}, caller("b"), start).turns;
    turns = endTurn(turns, caller("a"), start, {
      wasMade: true,
      told: { left: 2, until: start + minute },
    });

    const third = askForTurn(turns, {}, caller("c"), start);
    const fourth = askForTurn(third.turns, {}, caller("d"), start);

    expect(third.turn.kind).toBe("go");
    expect(fourth.turn).toMatchObject({ kind: "wait", until: start + minute });
  });

  it("give back the turn of a call that was not made", () => {
    const caller: Caller = { key: "a", holder: "a", rank: 0, since: start };
    const budget = { perMinute: 1, perDay: 1 };
    const { turns } = askForTurn(noTurns, budget, caller, start);
    const back = endTurn(turns, caller, start, { wasMade: false });

    expect(askForTurn(back, budget, { ...caller, key: "b", holder: "b" }, start).turn.kind).toBe(
      "go",
    );
  });

  it("count a call that is made again after a crash twice in its minute, too", () => {
    const budget = { perMinute: 2 };
    const first = askForTurn(noTurns, budget, callerOf("a"), start).turns;
    const again = askForTurn(first, budget, callerOf("a"), start + 1_000);
    const other = askForTurn(again.turns, budget, callerOf("b"), start + 1_001);

    expect([again.turn.kind, other.turn.kind]).toEqual(["go", "wait"]);
  });

  it("count a call on its way at midnight in the day that begins, too", () => {
    const midnight = Date.UTC(2026, 10, 25);
    const budget = { perDay: 2 };
    let turns = askForTurn(noTurns, budget, callerOf("a"), midnight - 10).turns;
    turns = endTurn(turns, callerOf("a"), midnight + 40, { wasMade: true });
    const kinds = ["b", "c"].map((key) => {
      const asked = askForTurn(turns, budget, callerOf(key), midnight + 50);
      ({ turns } = asked);
      return asked.turn.kind;
    });

    expect(kinds).toEqual(["go", "wait"]);
  });

  it("begin no day anew for a machine whose clock is late", () => {
    const midnight = Date.UTC(2026, 10, 25);
    const budget = { perDay: 2 };
    let turns = noTurns;
    const kinds = ["a", "b", "c", "d", "e"].map((key, index) => {
      const late = index % 2 === 0 ? 0 : -200;
      const asked = askForTurn(turns, budget, callerOf(key), midnight + 100 + late);
      ({ turns } = asked);
      return asked.turn.kind;
    });

    expect(kinds).toEqual(["go", "go", "wait", "wait", "wait"]);
  });

  it("come again in time when a clock that was a year ahead is put right", () => {
    const ahead = start + 365 * 24 * 60 * minute;
    const budget = { perMinute: 1, perDay: 5 };
    let turns = askForTurn(noTurns, budget, callerOf("a"), ahead).turns;
    turns = endTurn(turns, callerOf("a"), ahead, {
      wasMade: true,
      closedUntil: ahead + minute,
      told: { left: 0, until: ahead + minute },
    });

    const { turn } = askForTurn(turns, budget, callerOf("b"), start);

    expect(turn).toEqual({ kind: "wait", until: start + minute, ahead: 0 });
  });

  it("are asked for a dozen times while one call takes as long as none does", () => {
    for (const [key, holder] of [
      ["b", "b"],
      ["a", "b"],
    ] as const) {
      let { turns } = askForTurn(noTurns, { concurrent: 1 }, callerOf("a"), start);
      let [at, questions] = [start, 0];
      for (let isWaiting = true; isWaiting; questions += 1) {
        const caller = { ...callerOf(key), holder };
        const asked = askForTurn(turns, { concurrent: 1 }, caller, at);
        ({ turns } = asked);
        isWaiting = asked.turn.kind !== "go";
        if (asked.turn.kind !== "go") at = asked.turn.until;
      }
      expect(at - start).toBeLessThan(95_000);
      expect(questions).toBeLessThan(16);
    }
  });

  it("are skipped when worse incidents push them further than the budget waits in all", () => {
    const budget = { perMinute: 1, skipAfterMinutes: 3 };
    const low = callerOf("low");
    let turns = askForTurn(noTurns, budget, callerOf("first"), start).turns;
    turns = endTurn(turns, callerOf("first"), start, { wasMade: true });
    const soon = askForTurn(turns, budget, low, start);
    ({ turns } = soon);
    const kinds = [1, 2, 3].map((number) => {
      const high = { ...callerOf(`high ${number}`), rank: 3, since: start + 1_000 };
      ({ turns } = askForTurn(turns, budget, high, start + 1_000));
      return askForTurn(turns, budget, low, start + 1_000).turn.kind;
    });

    expect(soon.turn.kind).toBe("wait");
    expect(kinds).toEqual(["wait", "skip", "skip"]);
  });

  it("follow the less that is left when two answers about one period come the wrong way round", () => {
    let turns = askForTurn(noTurns, {}, callerOf("a"), start).turns;
    turns = askForTurn(turns, {}, callerOf("b"), start).turns;
    const until = start + minute;
    turns = endTurn(turns, callerOf("b"), start, { wasMade: true, told: { left: 1, until } });
    turns = endTurn(turns, callerOf("a"), start, { wasMade: true, told: { left: 2, until } });

    expect(turns.told).toEqual({ left: 0, until });
  });

  it("remember no more of a line than a document holds, and tell its end a time all the same", () => {
    const budget = { perMinute: 4 };
    const due = start + 60 * minute;
    const waiting = Array.from({ length: 5_000 }, (_, index) => {
      const { key, rank } = callerOf(`${index}`);
      return { key, rank, since: start + index, due };
    });
    const turns: Turns = { ...noTurns, waiting };
    const last = { ...callerOf("last"), since: start + 6_000 };

    expect(askForTurn(turns, budget, last, start)).toMatchObject({
      turn: { kind: "wait", ahead: 5_000 },
      turns: { waiting },
    });
    const worse = askForTurn({ ...turns, closedUntil: due }, budget, { ...last, rank: 3 }, start);
    expect(worse.turn).toMatchObject({ kind: "wait", ahead: 0 });
    expect(worse.turns.waiting.map(({ key }) => key)).toEqual([
      "last",
      ...waiting.slice(0, -1).map(({ key }) => key),
    ]);
  });

  it("keep every budget, end, and call each key once, whatever comes", () => {
    const budgets = fc.record(
      {
        perMinute: fc.integer({ min: 1, max: 8 }),
        perFiveMinutes: fc.integer({ min: 1, max: 12 }),
        concurrent: fc.integer({ min: 1, max: 4 }),
        perDay: fc.integer({ min: 3, max: 40 }),
      },
      { requiredKeys: [] },
    );
    const askers = fc.array(
      fc.record({
        key: fc.integer({ min: 0, max: 25 }),
        rank: fc.integer({ min: 0, max: 3 }),
        at: fc.integer({ min: 0, max: 3 * minute }),
      }),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(budgets, askers, fc.integer({ min: 1, max: 20_000 }), (budget, list, callMs) => {
        const asking = list.map(({ key, ...rest }, index) => ({
          ...rest,
          key: `k${key}`,
          holder: `h${index}`,
        }));
        const { calls } = storm(budget, asking, callMs);

        expect(calls.map(({ key }) => key).toSorted()).toEqual(
          [...new Set(asking.map(({ key }) => key))].toSorted(),
        );
        expect(mostInWindow(calls, minute)).toBeLessThanOrEqual(budget.perMinute ?? Infinity);
        expect(mostInWindow(calls, 5 * minute)).toBeLessThanOrEqual(
          budget.perFiveMinutes ?? Infinity,
        );
        const together = calls.map(
          ({ from }) => calls.filter((other) => other.from <= from && other.to > from).length,
        );
        expect(Math.max(...together)).toBeLessThanOrEqual(budget.concurrent ?? Infinity);
        const days = Map.groupBy(calls, ({ from }) => Math.floor(from / 86_400_000));
        for (const ofDay of days.values())
          expect(ofDay.length).toBeLessThanOrEqual(budget.perDay ?? Infinity);
      }),
      { numRuns: 150 },
    );
  });
});

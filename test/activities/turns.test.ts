import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createTurns } from "../../activities/turns";
import type { ConnectorError } from "../../connectors/connector-error";
import type { Budget } from "../../domain/budget";
import type { Caller, Turns } from "../../domain/turns";
import { memoryLedger } from "../../ledger/memory";
import { openSqliteLedger } from "../../ledger/sqlite";
import { thisProcess } from "../../ledger/this-process";
import { temporaryFolder } from "../support/temporary-folder";

const minute = 60_000;
/** Ten minutes before a day ends, so that the storm goes over midnight. */
const start = Date.parse("2026-11-24T23:50:00.000Z");

/** Somebody who wants to call, in one of the processes. */
interface Asker {
  caller: Caller;
  process: number;
}

/** Pseudo-random numbers below a limit, the same in every run. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/**
 * Processes with a connection of their own to one file, on a clock that the test turns. A call takes
 * some time, in which others ask; some calls never end, and are made again, as after a crash.
 */
async function storm(budget: Budget, askers: number, seed: number) {
  const random = numbers(seed);
  const file = join(temporaryFolder(), "ledger.db");
  const ledgers = await Promise.all([openSqliteLedger(file), openSqliteLedger(file)]);
  let clock = start;
  const settings = { budgets: { v: budget }, scopes: {}, now: () => new Date(clock) };
  const processes = ledgers.map((ledger) => createTurns({ ledger, ...settings }));
  /** When the vendor counted each call. */
  const counted: number[] = [];
  const agenda: { at: number; act: () => void }[] = [];
  const answered = new Set<string>();

  const later = (at: number, act: () => void): void => void agenda.push({ at, act });

  /** A call that the vendor counts somewhere between its beginning and its end; one in eight has none. */
  const call = (asker: Asker) => (): Promise<true> => {
    later(clock + random(400), () => counted.push(clock));
    return new Promise((resolve) => {
      if (random(8) > 0) later(clock + 400 + random(400), () => resolve(true));
      else later(clock + 1_000, () => ask({ ...asker, process: 1 - asker.process }));
    });
  };

  function ask(asker: Asker): void {
    const { caller, process } = asker;
    void processes[process]!.take("v", caller, { make: call(asker) }).then(
      () => answered.add(caller.key),
      (error: unknown) => {
        const { retryAfterSeconds = NaN } = error as ConnectorError;
        later(clock + Math.ceil(retryAfterSeconds * 1_000) + random(50), () => ask(asker));
      },
    );
  }

  for (let index = 0; index < askers; index += 1) {
    const at = start + random(2 * minute);
    const caller = { key: `k${index}`, holder: `h${index}`, rank: index % 4, since: at };
    later(at, () => ask({ caller, process: index % 2 }));
  }
  for (let steps = 0; agenda.length > 0; steps += 1) {
    if (steps > 20_000) throw new Error("The storm does not end");
    agenda.sort((a, b) => a.at - b.at);
    const next = agenda.shift()!;
    clock = next.at;
    next.act();
    // What this began is in the file before the clock goes on.
    for (let turns = 0; turns < 6; turns += 1) await new Promise(setImmediate);
  }
  await Promise.all(ledgers.map((ledger) => ledger.close()));
  return { counted: counted.toSorted((a, b) => a - b), answered };
}

/** The most calls in any window of a length, as the vendor counts. */
const mostIn = (times: number[], windowMs: number): number =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length));

describe("createTurns() in two processes over one file", () => {
  it.each([
    [{ perMinute: 4 }, 1],
    [{ perMinute: 7, perDay: 30 }, 2],
    [{ perMinute: 4, concurrent: 2 }, 3],
  ])("keeps %j as the vendor counts, though processes die in calls", async (budget, seed) => {
    const { counted, answered } = await storm(budget, 40, seed);

    expect(answered.size).toBe(40);
    expect(counted.length).toBeGreaterThan(40);
    expect(mostIn(counted, minute)).toBe(budget.perMinute);
    const days = Map.groupBy(counted, (at) => Math.floor(at / 86_400_000));
    for (const ofDay of days.values()) {
      expect(ofDay.length).toBeLessThanOrEqual("perDay" in budget ? budget.perDay : Infinity);
    }
  });
});

it("createTurns() gives the turn of a process that was killed to the next one at once", async () => {
  const ledger = memoryLedger();
  const budgets = { v: { concurrent: 1 } };
  const turns = createTurns({ ledger, budgets, scopes: {}, now: () => new Date(start) });
  const caller = (key: string): Caller => ({ key, holder: key, rank: 0, since: start });
  void turns.take("v", caller("first"), { make: () => new Promise(() => undefined) });
  const next = () => turns.take("v", caller("next"), { make: async () => "answered" });
  await expect(next()).rejects.toMatchObject({ kind: "rate-limited" });

  // As a process has written it that was killed since.
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  const killed = thisProcess.replace(` ${process.pid} `, ` ${child.pid} `);
  await ledger.revise<Turns>("turns/v/", (now) => ({
    ...now!,
    inFlight: now!.inFlight.map((flight) => ({ ...flight, process: killed })),
  }));

  expect(await next()).toBe("answered");
});

import { outcomes } from "../../activities/outcomes";
import { sweeping } from "../../activities/sweeping";
import type { SweepTools } from "../../sweeps/tools";
import type { ActivityDependencies } from "../../activities";
import type { IncidentHint } from "../../domain/incident";
import { startingResponses } from "../../functions/start-responses";
import type { Ledger } from "../../ledger/ledger";
import { memoryLedger } from "../../ledger/memory";
import { type SweepInput, sweepSource } from "../../orchestrators/sweep-source";
import { fakeClient } from "../support/fake-client";
import { type Line, toolsFor } from "../support/fake-log";
import { policy, ref } from "../support/response-fakes";
import { runFlow } from "../support/run-flow";

jest.mock("@azure/functions-core", () => ({}), { virtual: true });

const now = new Date("2026-11-24T03:00:00.000Z");
const failed = (from: string, times = 2, more: Partial<Line> = {}): Line[] =>
  Array.from({ length: times }, (_, index) => ({
    from,
    time: now.getTime() - 3_600_000 + index * 1_000,
    ...more,
  }));

/** Ends a process: nothing of it does anything after that. */
class Killed extends Error {}

/** One process after the other over one ledger and one log, each going on from the history of the one before. */
function world(log: Line[], tools: SweepTools = toolsFor(log)) {
  const ledger = memoryLedger();
  let left = Infinity;
  const count = (): void => {
    left -= 1;
    if (left < 0) throw new Killed("killed");
  };
  /** Every call may be the last: before it does something, or after it did. */
  const counted = Object.fromEntries(
    Object.entries(ledger).map(([name, call]) => [
      name,
      async (...given: unknown[]) => {
        count();
        const answer = await (call as (...all: unknown[]) => Promise<unknown>)(...given);
        count();
        return answer;
      },
    ]),
  ) as unknown as Ledger;
  const { client, started } = fakeClient(count);
  const options = {
    ledger: counted,
    policy,
    sources: tools.sources,
    workspace: ref,
    now: () => now,
  };
  const activities = {
    ...outcomes(
      sweeping({ ledger: counted, sweeps: tools, now: () => now } as ActivityDependencies),
    ),
    ...startingResponses(client, options),
  };

  /** As the engine does: what is in the history is not done again, and what a kill broke off is. */
  async function life(input: SweepInput, instanceId: string, history: unknown[], calls: number) {
    let position = 0;
    let isDead = false;
    left = calls;
    const replayed = Object.fromEntries(
      Object.entries(activities).map(([name, work]) => [
        name,
        async (given: never) => {
          if (isDead) throw new Killed("killed");
          const index = (position += 1) - 1;
          if (index < history.length) return history[index];
          try {
            return (history[index] = await work(given));
          } catch (error) {
            isDead ||= error instanceof Killed || left < 0;
            throw error;
          }
        },
      ]),
    );
    const run = await runFlow(sweepSource, input, replayed as typeof activities, { instanceId });
    left = Infinity;
    return isDead ? undefined : run;
  }

  return {
    ledger,
    started,
    life,
    sweep: async (instanceId = "sweep-1", more: Partial<SweepInput> = {}) => {
      const input = { source: "auth", at: now.toISOString(), ...more };
      return (await life(input, instanceId, [], Infinity))!;
    },
  };
}

const keysOf = (started: { name: string; input: unknown }[], name: string): string[] =>
  started
    .filter((one) => one.name === name)
    .map(({ input }) => (input as { hint: IncidentHint }).hint.entities)
    .flatMap((entities) => entities.flatMap((one) => (one.kind === "Ip" ? one.address : [])))
    .toSorted();

describe("sweepSource", () => {
  it("starts one response for each finding, and none for what it has read already", async () => {
    const log = [...failed("203.0.113.1"), ...failed("203.0.113.2"), ...failed("203.0.113.3", 1)];
    const { sweep, started } = world(log);

    const { result } = await sweep();
    const again = await sweep("sweep-2");

    expect(result).toEqual({
      outcome: "swept",
      detail: "5 records, 2 findings",
      started: 2,
      updated: 0,
    });
    expect(again.result).toMatchObject({ outcome: "swept", started: 0, updated: 0 });
    expect(keysOf(started(), "respondToIncident")).toEqual(["203.0.113.1", "203.0.113.2"]);
  });

  it("goes on with an episode over sweeps: its incident is told, and no second one is opened", async () => {
    const log = failed("203.0.113.1", 1);
    const { sweep, started } = world(log);
    await sweep("sweep-1");
    expect(started()).toEqual([]);
    log.push(...failed("203.0.113.1", 1));
    await sweep("sweep-2");
    log.push(...failed("203.0.113.1", 3));

    const { result } = await sweep("sweep-3");

    expect(result).toMatchObject({ started: 0, updated: 1 });
    expect(started().map(({ name }) => name)).toEqual(["respondToIncident", "updateFinding"]);
    const { lines, hint } = started()[1]!.input as { lines: string[]; hint: IncidentHint };
    expect(hint.sweep?.finding.revision).toBe(4);
    expect(lines[0]).toMatch(/^Found by a sweep of auth: 5 records from /);
  });

  it("costs one step when nothing is new", async () => {
    const { sweep } = world([]);

    const { calls, result } = await sweep();

    expect(calls).toEqual(["sweepSlice"]);
    expect(result).toMatchObject({ outcome: "swept", detail: "0 records, 0 findings" });
  });

  it("leaves a source to the sweep that is at it, and says so", async () => {
    const log = failed("203.0.113.1");
    const tools = toolsFor(log);
    const { sweep, ledger } = world(log, tools);
    const at = now.toISOString();
    const { sweepSlice } = sweeping({
      ledger,
      sweeps: tools,
      now: () => now,
    } as ActivityDependencies);
    await sweepSlice({ source: "auth", sweep: { id: "first", at }, number: 0, isLastTry: false });

    const { result, calls } = await sweep("second");

    expect(calls).toEqual(["sweepSlice"]);
    expect(result).toMatchObject({
      outcome: "busy",
      detail: "sweep first of this source goes on",
      started: 0,
    });
  });

  it("takes over from a sweep that was broken off, and answers what that one had found", async () => {
    const log = failed("203.0.113.1");
    const tools = toolsFor(log);
    const { sweep, ledger, started } = world(log, tools);
    const earlier = new Date(now.getTime() - 3_600_000);
    const { sweepSlice } = sweeping({
      ledger,
      sweeps: tools,
      now: () => earlier,
    } as ActivityDependencies);
    const gone = { id: "gone", at: earlier.toISOString() };
    await sweepSlice({ source: "auth", sweep: gone, number: 0, isLastTry: false });

    const { result } = await sweep("next");

    expect(result).toMatchObject({ outcome: "swept", started: 1 });
    expect(keysOf(started(), "respondToIncident")).toEqual(["203.0.113.1"]);
  });

  it("tries a source that cannot be read three times, and ends saying why; nothing is lost", async () => {
    const log = failed("203.0.113.1");
    const tools = toolsFor(log);
    let isDown = true;
    const open: SweepTools["open"] = async (source, backfill) => {
      if (isDown) throw new Error("Cannot reach sql01.corp.example:1433: it did not answer\n at x");
      return tools.open(source, backfill);
    };
    const { sweep, ledger } = world(log, { ...tools, open });

    const down = await sweep("sweep-1");
    isDown = false;
    const up = await sweep("sweep-2");

    expect(down.result).toMatchObject({
      outcome: "failed",
      detail: "Cannot reach sql01.corp.example:1433: it did not answer",
    });
    expect(down.calls).toHaveLength(3);
    expect(down.elapsedMs).toBe(120_000);
    expect(up.result).toMatchObject({ outcome: "swept", started: 1 });
    const { value } = (await ledger.checkpoint("sweep/auth"))!;
    expect(value).toMatchObject({ outbox: [], sweep: { id: "sweep-2", problem: null } });
  });

  it("goes on in a new history when a log is long, and stays one sweep", async () => {
    const log = failed("203.0.113.1", 100, { level: "low" });
    const tools = toolsFor(log, { limits: { bytesPerSlice: 1_048_576 } });
    const { life, ledger } = world(log, tools);
    const input: SweepInput = { source: "auth", at: now.toISOString() };

    const first = (await life(input, "long", [], Infinity))!;
    expect(first.continuedWith).toMatchObject({ soFar: { number: 30 } });
    let next: SweepInput | undefined = first.continuedWith as SweepInput;
    let last = first;
    while (next) {
      last = (await life(next, "long", [], Infinity))!;
      next = last.continuedWith as SweepInput | undefined;
    }

    expect(last.result).toMatchObject({ outcome: "swept", detail: "100 records, 99 findings" });
    const { value } = (await ledger.checkpoint("sweep/auth"))!;
    expect(value).toMatchObject({ sweep: { id: "long", slices: 100, records: 100 } });
  });

  it("sweeps the past once more with a cursor of its own, reports only, and doubles nothing", async () => {
    const log = [...failed("203.0.113.1"), ...failed("203.0.113.2")];
    const early = { from: "203.0.113.3", time: now.getTime() - 86_400_000 * 3 };
    log.push(early, early);
    const { sweep, started, ledger } = world(log);
    await sweep("sweep-1");
    const live = await ledger.checkpoint("sweep/auth");
    const backfill = {
      from: new Date(now.getTime() - 7_200_000).toISOString(),
      to: now.toISOString(),
    };

    const { result } = await sweep("sweep-auth-backfill", { backfill });

    expect(result).toMatchObject({ outcome: "swept", detail: "6 records, 2 findings", started: 0 });
    expect(await ledger.checkpoint("sweep/auth")).toEqual(live);
    const own = await ledger.checkpoint(`sweep/auth/backfill/${backfill.from}/${backfill.to}`);
    expect(own?.value).toMatchObject({ slice: null, outbox: [] });
    expect(keysOf(started(), "respondToIncident")).toHaveLength(3);
    expect(started().every(({ name }) => name === "respondToIncident")).toBe(true);
  });

  it("loses and doubles nothing, wherever the process is killed", async () => {
    let kills = 0;
    for (let calls = 0; ; calls += 1) {
      const log = [...failed("203.0.113.1"), ...failed("203.0.113.2")];
      const tools = toolsFor(log, { limits: { bytesPerSlice: 3 * 1_048_576 } });
      const { life, started, sweep } = world(log, tools);
      const input: SweepInput = { source: "auth", at: now.toISOString() };
      const history: unknown[] = [];
      const first = await life(input, "sweep-1", history, calls);
      if (!first) {
        kills += 1;
        log.push(...failed("203.0.113.3"));
        await life(input, "sweep-1", history, Infinity);
      } else log.push(...failed("203.0.113.3"));
      await sweep("sweep-2");

      expect(keysOf(started(), "respondToIncident")).toEqual([
        "203.0.113.1",
        "203.0.113.2",
        "203.0.113.3",
      ]);
      expect(keysOf(started(), "updateFinding")).toEqual([]);
      if (first) break;
    }
    expect(kills).toBeGreaterThan(30);
  });

  it("tells a revision although the process was killed between the response and the outbox", async () => {
    let isTold = 0;
    for (let calls = 0; calls < 40; calls += 1) {
      const log = failed("203.0.113.1");
      const { life, started, sweep } = world(log);
      const input: SweepInput = { source: "auth", at: now.toISOString() };
      await life(input, "sweep-1", [], calls);
      // That instance is gone for good; the log goes on, and so does another sweep when its time is up.
      log.push(...failed("203.0.113.1", 3));
      await sweep("sweep-1");
      await sweep("sweep-2");

      expect(keysOf(started(), "respondToIncident")).toEqual(["203.0.113.1"]);
      const inputs = started().map((one) => (one.input as { hint: IncidentHint }).hint.sweep);
      expect(inputs.at(-1)?.finding.revision).toBe(4);
      isTold += keysOf(started(), "updateFinding").length;
    }
    expect(isTold).toBeGreaterThan(0);
  });
});

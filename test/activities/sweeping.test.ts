import type { ActivityDependencies } from "../../activities";
import { sweeping } from "../../activities/sweeping";
import { memoryLedger } from "../../ledger/memory";
import type { SweepProgress } from "../../sweeps/progress";
import { statusOf } from "../../sweeps/status";
import { type Line, toolsFor } from "../support/fake-log";

const start = new Date("2026-11-24T03:00:00.000Z");
const failed = (from: string, more: Partial<Line> = {}): Line[] =>
  [0, 1].map((second) => ({ from, time: start.getTime() - 60_000 + second * 1_000, ...more }));

function world(log: Line[], source: object = {}) {
  const ledger = memoryLedger();
  const tools = toolsFor(log, source);
  const at = { now: start };
  const dependencies = { ledger, sweeps: tools, now: () => at.now } as ActivityDependencies;
  const activities = sweeping(dependencies);
  let number = 0;
  return {
    ledger,
    at,
    tools,
    ...activities,
    slice: (id = "sweep-1", same?: number) =>
      activities.sweepSlice({
        source: "auth",
        sweep: { id, at: start.toISOString() },
        number: same ?? (number += 1),
        isLastTry: false,
      }),
    progress: async () => (await ledger.checkpoint("sweep/auth"))!.value as SweepProgress,
  };
}

/** More than the logs of these tests have. */
const bytesPerSlice = 1_024 * 1_048_576;

const many = (count: number, more: Partial<Line> = {}): Line[] =>
  Array.from({ length: count }, (_, index) => failed(`203.0.113.${index}`, more)).flat();

describe("sweepSlice", () => {
  it("answers a repeat as it answered first, and reads nothing for it", async () => {
    const log = failed("203.0.113.1");
    const { slice, progress } = world(log);
    const first = await slice("sweep-1", 0);
    log.push(...failed("203.0.113.2"));

    expect(await slice("sweep-1", 0)).toEqual(first);
    expect((await progress()).outbox).toHaveLength(1);
  });

  it("lets one of two go on that read the same at once, and loses nothing", async () => {
    const { slice, progress } = world(failed("203.0.113.1"));

    const answers = await Promise.all([slice("one", 0), slice("other", 0)]);

    expect(answers.map(({ state }) => state).toSorted()).toEqual(["overtaken", "read"]);
    expect((await progress()).outbox).toHaveLength(1);
  });

  it("gives the two deliveries of one step the same answer", async () => {
    const { slice } = world(failed("203.0.113.1"));

    const [first, second] = await Promise.all([slice("one", 0), slice("one", 0)]);

    expect(second).toEqual(first);
    expect(first?.state).toBe("read");
  });

  it("answers the worst first, and no more than it may; the rest is one finding that counts them", async () => {
    const limits = { findingsPerSweep: 3, bytesPerSlice };
    const { slice, progress } = world(
      [...many(40, { level: "low" }), ...many(5, { level: "critical" }).map(inOther)],
      { limits },
    );

    await slice();

    const { outbox, overflow, sweep } = await progress();
    expect(outbox.map(({ rule }) => [rule.level, rule.title])).toEqual([
      ["critical", "Failed log-ins"],
      ["critical", "Failed log-ins"],
      ["critical", "Failed log-ins"],
      ["critical", "39 more findings than one sweep answers by themselves"],
      ["low", "Failed log-ins"],
      ["low", "Failed log-ins"],
      ["low", "Failed log-ins"],
    ]);
    expect(outbox[3]?.remarks).toEqual(['39 of "Failed log-ins"']);
    expect(outbox[3]?.count).toBe(39);
    expect(overflow).toBeNull();
    expect(sweep).toMatchObject({ findings: 45, room: { worst: 0, others: 0 } });
  });

  it("keeps an outbox of many small: a flow is told twenty keys at a time", async () => {
    const { slice, acknowledgeFindings } = world(many(45), { limits: { bytesPerSlice } });

    const { waiting } = await slice();
    const next = await acknowledgeFindings({ source: "auth", findings: waiting });

    expect(waiting).toHaveLength(20);
    expect(next.waiting).toHaveLength(20);
    expect(new Set([...waiting, ...next.waiting].map(({ key }) => key)).size).toBe(40);
  });

  it("keeps a later revision that came after the one whose response was started", async () => {
    const log = failed("203.0.113.1");
    const { slice, acknowledgeFindings, progress } = world(log);
    const { waiting } = await slice();
    log.push(...failed("203.0.113.1"));
    await slice();

    await acknowledgeFindings({ source: "auth", findings: waiting });

    expect((await progress()).outbox.map(({ revision }) => revision)).toEqual([3]);
  });

  it("tells a log that is silent for longer than usual, once", async () => {
    const log = failed("203.0.113.1");
    const { slice, at, progress, acknowledgeFindings } = world(log, { quietAfterHours: 6 });
    const { waiting } = await slice("sweep-1");
    await acknowledgeFindings({ source: "auth", findings: waiting });
    const later = async (hours: number) => {
      at.now = new Date(start.getTime() + hours * 3_600_000);
      const answer = await slice(`sweep-${hours}`);
      await acknowledgeFindings({ source: "auth", findings: answer.waiting });
      return answer.waiting.length;
    };

    expect([await later(5), await later(7), await later(8), await later(20)]).toEqual([0, 1, 0, 0]);
    log.push(...failed("203.0.113.1").slice(1));
    expect([await later(21), await later(28)]).toEqual([1, 1]);
    expect((await progress()).outbox).toEqual([]);
  });

  it("says what became of a sweep, for people", async () => {
    const { slice, ledger } = world(failed("203.0.113.1"));

    await slice();

    expect(await statusOf(ledger, "sweep/auth")).toMatchObject({
      waiting: 1,
      leftOver: 0,
      caughtUpAt: start.toISOString(),
      sweep: { records: 2, findings: 1, more: false, endedAt: null },
    });
  });

  it("knows no source that is not declared", async () => {
    const { sweepSlice } = world([]);
    const sweep = { id: "x", at: start.toISOString() };

    await expect(
      sweepSlice({ source: "__proto__", sweep, number: 0, isLastTry: false }),
    ).rejects.toThrow('sweeps.json has no source "__proto__"');
  });
});

describe("takeFromSweep", () => {
  it("counts each containment of a sweep once, and no more than it may", async () => {
    const { takeFromSweep } = world([]);
    const take = (sweep: string, ...ids: string[]) =>
      takeFromSweep({ source: "auth", sweep, most: 2, ids });

    expect(await take("s1", "block:a")).toEqual({ taken: ["block:a"] });
    expect(await take("s1", "block:a", "block:b", "block:c")).toEqual({
      taken: ["block:a", "block:b"],
    });
    expect(await take("s1", "block:c")).toEqual({ taken: [] });
    expect(await take("s2", "block:c")).toEqual({ taken: ["block:c"] });
    expect(await take("s1", "block:b", "block:d")).toEqual({ taken: ["block:b"] });
  });
});

const inOther = (line: Line): Line => ({
  ...line,
  from: line.from.replace("203.0.113", "198.51.100"),
});

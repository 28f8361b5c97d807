import { setImmediate } from "node:timers/promises";
import { TurnedClock } from "../../../local-host/clock";
import type { Log } from "../../../local-host/log";
import { createMemoryStore } from "../../../local-host/store/memory";
import type { TimerStatusStore } from "../../../local-host/store/store";
import { timeZoneOf, utc } from "../../../local-host/triggers/time-zone";
import { type Timers, createTimers } from "../../../local-host/triggers/timer";
import { type Invocation, InvocationError } from "../../../local-host/worker/worker";

const start = Date.UTC(2026, 0, 1);
const minute = 60_000;
const hour = 60 * minute;

/** A host's timers with one function, over a clock that the test turns. */
function setUp(trigger: Record<string, unknown>, options: Partial<SetUp> = {}) {
  const clock = new TurnedClock(options.at ?? start);
  const calls: Call[] = [];
  const lines: string[] = [];
  const log: Log = (level, message) => void lines.push(`${level}: ${message}`);
  const statuses = options.statuses ?? createMemoryStore();
  const binding = { type: "timerTrigger", direction: "in" as const, name: "t", ...trigger };
  const timers = createTimers({
    functions: [
      {
        name: "sweep",
        triggerType: "timerTrigger",
        bindings: { t: binding },
        retryOptions: options.retryOptions,
      },
    ],
    worker: {
      async invoke(invocation) {
        const { json } = invocation.trigger as { json: string };
        calls.push({
          at: clock.now(),
          payload: JSON.parse(json) as Payload,
          retry: invocation.retryContext,
          reason: invocation.reason,
          details: invocation.details,
        });
        await options.handler?.(clock, calls.length);
        return { returnValue: undefined, outputs: {} };
      },
    },
    clock,
    zone: timeZoneOf({ WEBSITE_TIME_ZONE: options.zone }),
    statuses,
    setting: (name) => ({ SWEEP: "0 0 * * * *", ...options.settings })[name],
    log,
  });
  return { clock, calls, lines, statuses, timers };
}

interface SetUp {
  at: number;
  zone: string;
  statuses: TimerStatusStore;
  retryOptions: unknown;
  settings: Record<string, string>;
  handler: (clock: TurnedClock, call: number) => Promise<void> | void;
}

interface Call {
  at: number;
  payload: Payload;
  retry: Invocation["retryContext"];
  reason: string | undefined;
  details: Invocation["details"];
}

interface Payload {
  Schedule: { AdjustForDST: boolean };
  ScheduleStatus: { Last: string; Next: string; LastUpdated: string } | null;
  IsPastDue: boolean;
}

/** Turns in steps, and lets what each step starts run to its end. */
async function turn(clock: TurnedClock, milliseconds: number): Promise<void> {
  const end = clock.now() + milliseconds;
  await setImmediate();
  for (let next = clock.next(); next !== undefined && next <= end; next = clock.next()) {
    clock.turnTo(next);
    await setImmediate();
  }
  clock.turnTo(end);
  await setImmediate();
}

const hourly = { schedule: "0 0 * * * *" };
const times = (calls: { at: number }[]) => calls.map(({ at }) => (at - start) / minute);

/** A store that another run has left. */
const stored = (last: number | null, next: number, schedule = "0 0 * * * *") => {
  const statuses = createMemoryStore();
  statuses.putTimerStatus("sweep", { schedule, last, next, lastUpdated: last ?? start });
  return statuses;
};

const fixedDelay = (maxRetryCount: number) => ({
  retryStrategy: "fixedDelay",
  maxRetryCount,
  delayInterval: { seconds: 60 },
});
const failing = (count: number) => (_clock: TurnedClock, call: number) => {
  if (call <= count) throw new InvocationError(`failure ${call}`, "");
};

describe("createTimers()", () => {
  it("calls the handler when it is due", async () => {
    const { clock, calls, timers } = setUp(hourly);
    timers.start();

    await turn(clock, 3 * hour);

    expect(times(calls)).toEqual([60, 120, 180]);
    expect(calls[0]?.payload).toEqual({
      Schedule: { AdjustForDST: true },
      ScheduleStatus: {
        Last: "0001-01-01T00:00:00+00:00",
        Next: "2026-01-01T01:00:00+00:00",
        LastUpdated: "0001-01-01T00:00:00+00:00",
      },
      IsPastDue: false,
    });
    expect(calls[1]?.payload.ScheduleStatus).toEqual({
      Last: "2026-01-01T01:00:00+00:00",
      Next: "2026-01-01T02:00:00+00:00",
      LastUpdated: "2026-01-01T01:00:00+00:00",
    });
  });

  it("does nothing before start() and after stop()", async () => {
    const { clock, calls, timers } = setUp(hourly);

    await turn(clock, 2 * hour);
    timers.start();
    await timers.stop(0);
    await turn(clock, 5 * hour);

    expect(calls).toEqual([]);
  });

  it("takes the schedule from an app setting", () => {
    const { timers } = setUp({ schedule: "%SWEEP%" });

    expect(timers.due()).toEqual([{ name: "sweep", next: start + hour }]);
  });

  it("goes by the clock on the wall of its zone, and tells the handler that time", async () => {
    const zone = "America/New_York";
    const { calls, clock, timers } = setUp({ schedule: "0 0 9 * * *" }, { zone });
    timers.start();

    await turn(clock, 48 * hour);

    expect(calls.map(({ payload }) => payload.ScheduleStatus?.Next)).toEqual([
      "2026-01-01T09:00:00-05:00",
      "2026-01-02T09:00:00-05:00",
    ]);
    expect(calls[0]?.at).toBe(Date.parse("2026-01-01T14:00:00Z"));
    expect(calls[0]?.reason).toBe("Timer fired at 2026-01-01T09:00:00-05:00");
  });

  it("tells a handler that an interval does not go by the clock on the wall", async () => {
    const { calls, clock, timers } = setUp({ schedule: "01:00:00" });
    timers.start();

    await turn(clock, hour);

    expect(calls[0]?.payload.Schedule).toEqual({ AdjustForDST: false });
  });

  it.each([
    [{ schedule: "%NOWHERE%" }, 'its schedule is "%NOWHERE%", which is not set'],
    [{ schedule: "0 0 0 * * 7" }, "7 is not between 0 and 6"],
    [{}, "it has no schedule"],
  ])("leaves out a function with %j, and says why", async (trigger, reason) => {
    const { calls, clock, lines, timers } = setUp(trigger);
    timers.start();

    await turn(clock, 24 * hour);

    expect(timers.due()).toEqual([]);
    expect(calls).toEqual([]);
    expect(lines).toEqual([expect.stringContaining("error: The 'sweep' function is in error: ")]);
    expect(lines[0]).toContain(reason);
  });

  it("runs the others when one schedule cannot be read", async () => {
    const clock = new TurnedClock(start);
    const called: string[] = [];
    const timer = (name: string, schedule: string) => ({
      name,
      triggerType: "timerTrigger",
      bindings: { t: { type: "timerTrigger", direction: "in" as const, name: "t", schedule } },
    });
    const timers = createTimers({
      functions: [timer("broken", "0 0 0 * * 7"), timer("sweep", "0 0 * * * *")],
      worker: {
        async invoke({ functionName }) {
          called.push(functionName);
          return { returnValue: undefined, outputs: {} };
        },
      },
      clock,
      zone: utc,
      statuses: createMemoryStore(),
      setting: () => undefined,
      log: () => undefined,
    });
    timers.start();

    await turn(clock, hour);

    expect(called).toEqual(["sweep"]);
  });

  it("does not overlap, and makes up for what it missed once", async () => {
    const gate = Promise.withResolvers<void>();
    const { clock, calls, timers } = setUp(hourly, {
      handler: (_clock, call) => (call === 1 ? gate.promise : undefined),
    });
    timers.start();
    await turn(clock, 4.5 * hour);
    expect(times(calls)).toEqual([60]);

    gate.resolve();
    await turn(clock, hour);

    expect(times(calls)).toEqual([60, 270, 300]);
  });

  it("counts an interval from the start of the last run", async () => {
    const { clock, calls, timers } = setUp({ schedule: "00:10:00" });
    timers.start();

    await turn(clock, 35 * minute);

    expect(times(calls)).toEqual([10, 20, 30]);
  });

  it("goes on after a handler that throws", async () => {
    const { clock, calls, timers } = setUp(hourly, {
      handler: () => {
        throw new InvocationError("no disk", "Error: no disk\n    at sweep");
      },
    });
    timers.start();

    await turn(clock, 2 * hour);

    expect(calls).toHaveLength(2);
  });

  describe("after a restart", () => {
    it("makes one call that is past due, however many were missed", async () => {
      const at = start + 5.5 * hour;
      const { clock, calls, timers } = setUp(hourly, { at, statuses: stored(start, start + hour) });
      timers.start();

      await turn(clock, hour);

      expect(times(calls)).toEqual([330, 360]);
      expect(calls.map(({ payload }) => payload.IsPastDue)).toEqual([true, false]);
      expect(calls[0]?.payload.ScheduleStatus?.Next).toBe("2026-01-01T01:00:00+00:00");
      expect(calls.map(({ details }) => details)).toEqual([
        {
          UnscheduledInvocationReason: "IsPastDue",
          OriginalSchedule: "2026-01-01T01:00:00+00:00",
        },
        undefined,
      ]);
    });

    it("keeps a due time that has not come", async () => {
      const at = start + 0.5 * hour;
      const { clock, calls, timers } = setUp(hourly, { at, statuses: stored(null, start + hour) });
      timers.start();

      await turn(clock, hour);

      expect(times(calls)).toEqual([60]);
      expect(calls[0]?.payload.IsPastDue).toBe(false);
    });

    it("forgets what was stored for another schedule", async () => {
      const statuses = stored(start, start + 0.5 * hour, "0 30 * * * *");
      const { clock, calls, timers } = setUp(hourly, { at: start + 5.5 * hour, statuses });
      timers.start();

      await turn(clock, hour);

      expect(times(calls)).toEqual([360]);
      expect(calls[0]?.payload.ScheduleStatus?.Last).toBe("0001-01-01T00:00:00+00:00");
    });

    it("counts a changed interval from the run before", async () => {
      const statuses = stored(start, start + 2 * hour, "02:00:00");
      const options = { at: start + 1.5 * hour, statuses };
      const { clock, calls, timers } = setUp({ schedule: "03:00:00" }, options);
      timers.start();

      await turn(clock, 2 * hour);

      expect(times(calls)).toEqual([180]);
      expect(calls[0]?.payload.ScheduleStatus?.LastUpdated).toBe("2026-01-01T00:00:00+00:00");
    });

    it("begins anew in another time zone, where the schedule is due at another time", async () => {
      const daily = { schedule: "0 0 9 * * *" };
      const statuses = stored(start + 9 * hour, start + 33 * hour, daily.schedule);
      const options = { at: start + 34 * hour, zone: "Asia/Tokyo", statuses };
      const { clock, calls, timers } = setUp(daily, options);
      timers.start();

      await turn(clock, 24 * hour);

      expect(times(calls)).toEqual([48 * 60]);
      expect(calls[0]?.payload.IsPastDue).toBe(false);
    });

    it("remembers a run as soon as it has ended", async () => {
      const { clock, statuses, timers } = setUp(hourly);
      timers.start();

      await turn(clock, hour);

      expect(statuses.timerStatus("sweep")).toEqual({
        schedule: "0 0 * * * *",
        last: start + hour,
        next: start + 2 * hour,
        lastUpdated: start + hour,
      });
    });

    it("knows that it is due before it has ever run", async () => {
      const first = setUp(hourly);
      first.timers.start();
      await turn(first.clock, minute);
      await first.timers.stop(0);

      const second = setUp(hourly, { at: start + 2 * hour + minute, statuses: first.statuses });
      second.timers.start();
      await turn(second.clock, 0);

      expect(second.calls.map(({ payload }) => payload.IsPastDue)).toEqual([true]);
    });
  });

  describe("with runOnStartup", () => {
    it("runs at once, and then as scheduled", async () => {
      const { clock, calls, timers } = setUp({ ...hourly, runOnStartup: true }, { at: start + 1 });
      timers.start();

      await turn(clock, hour);

      expect(calls.map(({ at }) => at)).toEqual([start + 1, start + hour]);
      expect(calls[0]?.payload.IsPastDue).toBe(false);
      expect(calls[0]?.details).toEqual({ UnscheduledInvocationReason: "RunOnStartup" });
    });

    it("does not run twice when it is past due as well", async () => {
      const statuses = createMemoryStore();
      const status = {
        schedule: hourly.schedule,
        last: null,
        next: start,
        lastUpdated: start - hour,
      };
      statuses.putTimerStatus("sweep", status);
      const trigger = { ...hourly, runOnStartup: true };
      const { clock, calls, timers } = setUp(trigger, { at: start + minute, statuses });
      timers.start();

      await turn(clock, 0);

      expect(calls.map(({ payload }) => payload.IsPastDue)).toEqual([true]);
    });
  });

  it.each([
    ["useMonitor is false", { ...hourly, useMonitor: false }],
    ["it is due more often than once a minute", { schedule: "*/30 * * * * *" }],
    ["it is due every 59 seconds", { schedule: "00:00:59" }],
    ["it is due twice a minute", { schedule: "0,59 * * * * *" }],
  ])("keeps no status when %s", async (_title, trigger) => {
    const { clock, calls, statuses, timers } = setUp(trigger);
    timers.start();

    await turn(clock, hour);

    expect(calls[0]?.payload.ScheduleStatus).toBeNull();
    expect(statuses.timerStatus("sweep")).toBeUndefined();
  });

  it.each([
    ["once a minute", "0 * * * * *"],
    ["every 60 seconds", "00:01:00"],
    ["twice in a minute, but not in every one", "0,30 */2 * * * *"],
    ["twice in a minute of a weekday", "0,30 * * * * 1-6"],
  ])("keeps a status when it is due %s", async (_title, schedule) => {
    const { clock, statuses, timers } = setUp({ schedule });
    timers.start();

    await turn(clock, 3 * minute);

    expect(statuses.timerStatus("sweep")).toMatchObject({ schedule });
  });

  describe("with a retry policy", () => {
    it("repeats a failed run, telling the handler what went wrong", async () => {
      const options = { retryOptions: fixedDelay(5), handler: failing(2) };
      const { clock, calls, timers } = setUp(hourly, options);
      timers.start();

      await turn(clock, 90 * minute);

      expect(times(calls)).toEqual([60, 61, 62]);
      expect(calls.map(({ retry }) => retry?.retryCount)).toEqual([undefined, 1, 2]);
      expect(calls[2]?.retry).toEqual({
        retryCount: 2,
        maxRetryCount: 5,
        exception: { message: "failure 2", stackTrace: expect.any(String) },
      });
    });

    it("gives up after the last repetition", async () => {
      const options = { retryOptions: fixedDelay(2), handler: failing(99) };
      const { clock, calls, timers } = setUp(hourly, options);
      timers.start();

      await turn(clock, 119 * minute);

      expect(times(calls)).toEqual([60, 61, 62]);
    });

    it("goes on for ever with -1, and ends its wait when it is stopped", async () => {
      const options = { retryOptions: fixedDelay(-1), handler: failing(99) };
      const { clock, calls, timers } = setUp(hourly, options);
      timers.start();
      await turn(clock, 70.5 * minute);
      expect(calls).toHaveLength(11);

      await timers.stop(60_000);
      await turn(clock, hour);

      expect(calls).toHaveLength(11);
    });
  });

  it("waits for a run when it is stopped, and leaves no status when it gives up waiting", async () => {
    const gate = Promise.withResolvers<void>();
    const { clock, statuses, timers } = setUp(hourly, { handler: () => gate.promise });
    timers.start();
    await turn(clock, hour);
    const before = statuses.timerStatus("sweep");

    await timers.stop(0);
    gate.resolve();
    await turn(clock, 0);

    expect(statuses.timerStatus("sweep")).toEqual(before);
  });

  it("leaves other triggers alone", () => {
    const clock = new TurnedClock(start);
    const timers: Timers = createTimers({
      functions: [{ name: "http", triggerType: "httpTrigger", bindings: {} }],
      worker: { invoke: () => Promise.reject(new Error("not to be called")) },
      clock,
      zone: utc,
      statuses: createMemoryStore(),
      setting: () => undefined,
      log: () => undefined,
    });

    timers.start();

    expect(timers.due()).toEqual([]);
    expect(clock.next()).toBeUndefined();
  });
});

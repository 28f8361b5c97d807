import * as df from "durable-functions";
import type { Task } from "durable-functions";
import { EventType } from "../../../../local-host/protocol/history";
import {
  completed,
  failed,
  fired,
  nothing,
  orchestrate,
  raised,
  startTime,
} from "../support/run-orchestration";

const minute = 60_000;
const due = new Date(startTime + 10 * minute);

describe("a timer that lost a race", () => {
  it("keeps the finished instance running until it fires, unless it is cancelled", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      yield durable.Task.any([durable.waitForExternalEvent("go"), durable.createTimer(due)]);
      return "done";
    });

    await run.turn();
    const won = await run.turn(raised("go", 1));
    const again = await run.turn(raised("go", 2));
    const last = await run.turn(fired(run, 0));

    expect(won.decisions).toEqual([]);
    expect(won.warnings).toEqual([
      expect.stringMatching(/^open-timer: .*timer 0.*2026-01-01T00:10:00.000Z/),
    ]);
    expect(again).toMatchObject({ decisions: [], warnings: [] });
    expect(last.decisions).toMatchObject([{ status: "Completed", output: '"done"' }]);
  });

  it("lets the instance end at once when it is cancelled", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      const timer = durable.createTimer(due);
      yield durable.Task.any([durable.waitForExternalEvent("go"), timer]);
      timer.cancel();
      return "done";
    });

    await run.turn();
    const { decisions, warnings } = await run.turn(raised("go", 1));

    expect(decisions).toMatchObject([{ status: "Completed" }]);
    expect(warnings).toEqual([]);
  });

  it("may fire after it was cancelled, and nothing happens", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      const timer = durable.createTimer(due);
      yield durable.Task.any([durable.waitForExternalEvent("go"), timer]);
      timer.cancel();
      return yield durable.callActivity("a");
    });

    await run.turn();
    await run.turn(raised("go", 1));
    const late = await run.turn(fired(run, 0));
    const last = await run.turn(completed(1, "a"));

    expect(late.decisions).toEqual([]);
    expect(last.decisions).toMatchObject([{ output: '"a"' }]);
  });
});

/** A call with retries beside a timer that is cancelled when the call has ended. */
const race = () =>
  orchestrate(function* (context) {
    const { df: durable } = context;
    const timer = durable.createTimer(due);
    const call = durable.callActivityWithRetry("flaky", new df.RetryOptions(1000, 3));
    yield durable.Task.any([call, timer]);
    timer.cancel();
    yield durable.callActivity("after");
  });

describe("a cancelled timer beside a call with retries", () => {
  it("makes the replay diverge once there was a retry", async () => {
    const run = race();

    await run.turn();
    await run.turn(failed(0));
    await run.turn(fired(run, 2));
    const { decisions, warnings } = await run.turn(completed(3));

    expect(decisions).toEqual([
      {
        kind: "complete",
        status: "Failed",
        message: expect.stringMatching(
          /^Non-Deterministic workflow detected: in the history, step 2 is a timer, .* the activity "after" there/,
        ),
      },
    ]);
    expect(warnings).toEqual([expect.stringMatching(/^cancelled-timer-beside-retry: /)]);
  });

  it("goes well without a retry, and is warned of", async () => {
    const run = race();

    await run.turn();
    const { decisions, warnings } = await run.turn(completed(0));

    expect(decisions).toMatchObject([{ id: 2, name: "after" }]);
    expect(warnings).toEqual([expect.stringMatching(/^cancelled-timer-beside-retry: /)]);
  });
});

describe("a task in a second compound", () => {
  it("is started again when it is an activity", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      let tasks: Task[] = [durable.callActivity("a", 1), durable.callActivity("b", 2)];
      while (tasks.length > 0) {
        const winner = yield durable.Task.any(tasks);
        tasks = tasks.filter((task) => task !== winner);
      }
    });

    await run.turn();
    const { decisions, warnings } = await run.turn(completed(0));

    expect(decisions).toMatchObject([{ id: 2, name: "b", input: { json: "2" } }]);
    expect(warnings).toEqual([expect.stringMatching(/^reused-task: "b" is in a second/)]);
  });

  it("costs one more timer per round when it is a timer", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      const deadline = durable.createTimer(due);
      for (let rounds = 0; ; rounds += 1) {
        const winner = yield durable.Task.any([durable.waitForExternalEvent("tick"), deadline]);
        if (winner === deadline) return rounds;
      }
    });

    await run.turn();
    const second = await run.turn(raised("tick", 1));
    const third = await run.turn(raised("tick", 2));
    const last = await run.turn(fired(run, 0), fired(run, 1), fired(run, 2));

    expect(second.decisions).toEqual([{ kind: "create-timer", id: 1, fireAt: due.getTime() }]);
    expect(second.warnings).toEqual([expect.stringMatching(/^reused-task: a timer/)]);
    expect(third.decisions).toMatchObject([{ kind: "create-timer", id: 2 }]);
    expect(last.decisions).toMatchObject([{ status: "Completed", output: "2" }]);
  });

  it("is not suspected when equal timers run side by side", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      const either = (name: string) =>
        durable.Task.any([durable.waitForExternalEvent(name), durable.createTimer(due)]);
      yield durable.Task.all([either("a"), either("b")]);
    });

    expect((await run.turn()).warnings).toEqual([]);
  });

  it("is not suspected when it has ended: polling with equal inputs is fine", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      for (let round = 0; round < 3; round += 1) {
        yield durable.Task.any([durable.callActivity("poll", { id: 7 })]);
      }
    });

    const first = await run.turn();
    const second = await run.turn(completed(0));

    expect([first.warnings, second.warnings]).toEqual([[], []]);
    expect(second.decisions).toMatchObject([{ id: 1, name: "poll" }]);
  });
});

describe("the decision check", () => {
  it.each<[string, string, string]>([
    ["another activity", "other", 'asks for the activity "other" there'],
    ["a timer", "timer", "asks for a timer there"],
    ["a sub-orchestration", "child", 'asks for the sub-orchestration "child" there'],
    ["a signal", "signal", 'asks for the event to an entity, "op" there'],
    ["nothing", "none", "waits after 0 steps for something else"],
  ])("fails an instance whose code now does %s there", async (_title, now, message) => {
    const run = orchestrate(function* (context) {
      yield context.df.callActivity("a");
    });
    await run.turn();
    run.deploy(function* (context) {
      if (now === "timer") yield context.df.createTimer(due);
      else if (now === "child") yield context.df.callSubOrchestrator("child");
      else if (now === "signal") {
        context.df.signalEntity(new df.EntityId("e", "k"), "op");
        yield context.df.waitForExternalEvent("go");
      } else if (now === "none") yield context.df.waitForExternalEvent("go");
      else yield context.df.callActivity(now);
    });

    const { decisions } = await run.turn(completed(0));

    expect(decisions).toEqual([
      {
        kind: "complete",
        status: "Failed",
        message: expect.stringMatching(
          /^Non-Deterministic workflow detected: in the history, step 0 is the activity "a", decided at /,
        ),
      },
    ]);
    expect(decisions).toMatchObject([{ message: expect.stringContaining(message) }]);
  });

  it("compares names without case, and inputs and times not at all", async () => {
    const run = orchestrate(function* (context) {
      yield context.df.callActivity("Enrich", 1);
      yield context.df.createTimer(due);
    });
    await run.turn();
    await run.turn(completed(0));
    run.deploy(function* (context) {
      yield context.df.callActivity("ENRICH", 2);
      yield context.df.createTimer(new Date(due.getTime() + minute));
    });

    const { decisions } = await run.turn(fired(run, 1));

    expect(decisions).toMatchObject([{ status: "Completed" }]);
  });

  it("fails an instance that is done before it comes to what the history holds", async () => {
    const run = orchestrate(function* (context) {
      yield context.df.callActivity("a");
      yield context.df.callActivity("b");
    });
    await run.turn();
    await run.turn(completed(0));
    run.deploy(function* (context) {
      yield context.df.callActivity("a");
    });

    const { decisions } = await run.turn(completed(1));

    expect(decisions).toMatchObject([
      {
        status: "Failed",
        message: expect.stringContaining("today's code ends after 1 step, before it"),
      },
    ]);
  });
});

describe("completion events", () => {
  it("that are repeated, or for nobody, change nothing", async () => {
    const run = orchestrate(function* (context) {
      const a = yield context.df.callActivity("a");
      const b = yield context.df.callActivity("b");
      return [a, b];
    });

    await run.turn();
    const first = await run.turn(completed(0, "a"), completed(0, "a again"), completed(77, "who"));
    const last = await run.turn(completed(1, "b"));

    expect(first.decisions).toMatchObject([{ id: 1, name: "b" }]);
    expect(last.decisions).toMatchObject([{ output: '["a","b"]' }]);
  });

  it("of one turn are taken in their order", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      const a = durable.callActivity("a");
      const b = durable.callActivity("b");
      const winner = yield durable.Task.any([a, b]);
      return winner === b ? "b" : "a";
    });

    await run.turn();
    const { decisions } = await run.turn(completed(1), completed(0));

    expect(decisions).toMatchObject([{ status: "Completed", output: '"b"' }]);
  });

  it("that a rewind has replaced make the call again", async () => {
    const run = orchestrate(function* (context) {
      return yield context.df.callActivity("a");
    });
    await run.turn();
    await run.turn(failed(0));
    for (const event of run.history) {
      if (event.EventType === EventType.TaskScheduled || event.EventType === EventType.TaskFailed) {
        event.EventType = EventType.GenericEvent;
      }
    }

    const again = await run.turn({ EventType: EventType.GenericEvent });
    const last = await run.turn(completed(0, "cured"));

    expect(again.decisions).toMatchObject([{ kind: "schedule-task", id: 0, name: "a" }]);
    expect(last.decisions).toMatchObject([{ status: "Completed", output: '"cured"' }]);
  });
});

describe("the limit of actions", () => {
  it("fails an execution that goes beyond it", async () => {
    const run = orchestrate(
      function* (context) {
        for (let n = 0; n < 4; n += 1) {
          context.df.signalEntity(new df.EntityId("e", "k"), "op");
        }
        yield context.df.waitForExternalEvent("go");
      },
      { maxActions: 3 },
    );

    expect((await run.turn()).decisions).toMatchObject([
      { status: "Failed", message: expect.stringContaining("actions (3) has been reached") },
    ]);
  });

  it("leaves room for very many at once", async () => {
    const run = orchestrate(function* (context) {
      for (let n = 0; n < 20_000; n += 1) {
        context.df.signalEntity(new df.EntityId("e", "k"), "op");
      }
      yield* nothing;
    });

    const { decisions } = await run.turn();

    expect(decisions).toHaveLength(20_001);
    expect(decisions.at(-1)).toMatchObject({ status: "Completed" });
  });
});

describe("currentUtcDateTime and newGuid", () => {
  it("are the same in every replay", async () => {
    const seen: string[] = [];
    const run = orchestrate(function* (context) {
      seen.push(context.df.newGuid(context.df.instanceId));
      yield context.df.callActivity("a");
      seen.push(context.df.currentUtcDateTime.toISOString());
      yield context.df.callActivity("b");
    });

    await run.turn();
    await run.turn(completed(0));
    await run.turn(completed(1));

    expect(seen.slice(0, 1)).toEqual(seen.slice(1, 2));
    expect(new Set(seen.slice(3)).size).toBe(2);
    expect(seen.slice(3)).toEqual(seen.slice(1, 3));
  });
});

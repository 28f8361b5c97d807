import type { TimerTask } from "durable-functions";
import { completed, fired, orchestrate, raised, startTime } from "../support/run-orchestration";

const day = 24 * 3_600_000;
const inDays = (days: number) => new Date(startTime + days * day);

const waiting = (days: number) =>
  orchestrate(function* (context) {
    yield context.df.createTimer(inDays(days));
    yield context.df.callActivity("after");
  });

describe("a long timer", () => {
  it("of six days is one timer still", async () => {
    const run = waiting(6);

    const first = await run.turn();
    const second = await run.turn(fired(run, 0));

    expect(first.decisions).toEqual([{ kind: "create-timer", id: 0, fireAt: +inDays(6) }]);
    expect(second.decisions).toMatchObject([{ id: 1, name: "after" }]);
  });

  it.each([
    [8, [3, 6, 8]],
    [9, [3, 6, 9]],
    [13, [3, 6, 9, 12, 13]],
  ])("of %i days goes in pieces of three", async (days, expected) => {
    const run = waiting(days);

    let { decisions } = await run.turn();
    const due: number[] = [];
    while (decisions[0]?.kind === "create-timer") {
      due.push((decisions[0].fireAt - startTime) / day);
      ({ decisions } = await run.turn(fired(run, decisions[0].id)));
    }

    expect(due).toEqual(expected);
    expect(decisions).toMatchObject([{ id: expected.length, name: "after" }]);
  });

  it("that loses a race is cancelled like any other, as long as its first piece runs", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      const timer = durable.createTimer(inDays(30));
      yield durable.Task.any([durable.waitForExternalEvent("go"), timer]);
      timer.cancel();
      return yield durable.callActivity("after");
    });

    await run.turn();
    const { decisions, warnings } = await run.turn(raised("go"));
    const last = await run.turn(completed(1, "done"));

    expect(decisions).toMatchObject([{ id: 1, name: "after" }]);
    expect(warnings).toEqual([expect.stringMatching(/^cancelled-long-timer: /)]);
    expect(last.decisions).toMatchObject([{ output: '"done"' }]);
  });

  it("cancelled in a later piece makes the replay diverge", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      const timer = durable.createTimer(inDays(30));
      yield durable.Task.any([durable.waitForExternalEvent("go"), timer]);
      timer.cancel();
      yield durable.callActivity("after");
    });

    await run.turn();
    await run.turn(fired(run, 0));
    const { decisions, warnings } = await run.turn(raised("go"));

    expect(decisions).toMatchObject([
      {
        status: "Failed",
        message: expect.stringContaining("step 1 is a timer, "),
      },
    ]);
    expect(warnings).toEqual([expect.stringMatching(/^cancelled-long-timer: /)]);
  });

  it("that was cancelled leaves a timer in the past without an id, and the instance hangs", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      const timer = durable.createTimer(inDays(30));
      yield durable.Task.any([durable.waitForExternalEvent("go"), timer]);
      timer.cancel();
      yield durable.createTimer(new Date(0));
    });

    await run.turn();
    const { decisions, warnings } = await run.turn(raised("go"));

    expect(decisions).toEqual([]);
    expect(warnings).toContainEqual(expect.stringMatching(/^stuck: /));
  });

  it("and a short one side by side are numbered as they fire", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      yield durable.Task.all([durable.createTimer(inDays(7)), durable.createTimer(inDays(1))]);
      yield durable.callActivity("after");
    });

    const first = await run.turn();
    await run.turn(fired(run, 1));
    const second = await run.turn(fired(run, 0));
    const third = await run.turn(fired(run, 2));
    const last = await run.turn(fired(run, 3));

    expect(first.decisions).toMatchObject([{ fireAt: +inDays(3) }, { fireAt: +inDays(1) }]);
    expect(second.decisions).toMatchObject([{ id: 2, fireAt: +inDays(6) }]);
    expect(third.decisions).toMatchObject([{ id: 3, fireAt: +inDays(7) }]);
    expect(last.decisions).toMatchObject([{ id: 4, name: "after" }]);
  });

  it("is as long as the settings say", async () => {
    const run = orchestrate(
      function* (context) {
        yield context.df.createTimer(new Date(startTime + 2500));
      },
      { maximumShortTimer: 2000, longTimerInterval: 1000 },
    );

    const first = await run.turn();
    const second = await run.turn(fired(run, 0));

    expect(first.decisions).toMatchObject([{ fireAt: startTime + 1000 }]);
    expect(second.decisions).toMatchObject([{ fireAt: startTime + 2000 }]);
  });
});

describe("a timer that has fired", () => {
  it("cannot be cancelled", async () => {
    const run = orchestrate(function* (context) {
      const timer: TimerTask = context.df.createTimer(inDays(1));
      yield timer;
      timer.cancel();
    });

    await run.turn();
    const { decisions } = await run.turn(fired(run, 0));

    expect(decisions).toMatchObject([
      { status: "Failed", message: expect.stringContaining("Cannot cancel a completed task.") },
    ]);
  });
});

import { completed, fired, orchestrate, raised, startTime } from "../support/run-orchestration";

const continuing = (input: unknown) =>
  orchestrate(function* (context) {
    yield context.df.callActivity("a");
    context.df.continueAsNew(input);
  });

const next = { kind: "complete", status: "ContinuedAsNew", keptEvents: [] };

describe("continueAsNew", () => {
  it.each([
    ["an object", { n: 1 }, '{"n":1}'],
    ["a number", 7, "7"],
    ["nothing", undefined, "null"],
    ["false", false, "false"],
  ])("passes on %s", async (_title, input, expected) => {
    const run = continuing(input);

    await run.turn();
    const { decisions, warnings } = await run.turn(completed(0));

    expect(decisions).toEqual([{ ...next, input: expected }]);
    expect(warnings).toEqual([]);
  });

  it("encodes a text twice, and warns of it", async () => {
    const run = continuing("text");

    await run.turn();
    const { decisions, warnings } = await run.turn(completed(0));

    expect(decisions).toEqual([{ ...next, input: JSON.stringify('"text"') }]);
    expect(warnings).toEqual([expect.stringMatching(/^continue-as-new-text: /)]);
  });

  it("waits for what is open, and takes the events of that time along", async () => {
    const due = new Date(startTime + 60_000);
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      yield durable.Task.any([durable.waitForExternalEvent("go"), durable.createTimer(due)]);
      durable.continueAsNew({ round: 2 });
    });

    await run.turn();
    const early = await run.turn(raised("go", 1), raised("go", 2));
    await run.turn(raised("other", 3));
    const last = await run.turn(fired(run, 0), raised("go", 4));

    expect(early.decisions).toEqual([]);
    expect(early.warnings).toEqual([expect.stringMatching(/^open-timer: /)]);
    expect(last.decisions).toMatchObject([
      {
        status: "ContinuedAsNew",
        input: '{"round":2}',
        keptEvents: [
          { Name: "go", Input: "2" },
          { Name: "other", Input: "3" },
          { Name: "go", Input: "4" },
        ],
      },
    ]);
  });

  it("loses what was raised before, and warns of it", async () => {
    const run = continuing({});

    await run.turn();
    await run.turn(raised("early", 1));
    const { decisions, warnings } = await run.turn(completed(0), raised("late", 2));

    expect(decisions).toMatchObject([{ keptEvents: [{ Name: "late" }] }]);
    expect(warnings).toEqual([expect.stringMatching(/^lost-event: .*"early"$/)]);
  });

  it("drops what the function asks for afterwards", async () => {
    const run = orchestrate(function* (context) {
      context.df.continueAsNew({});
      yield context.df.callActivity("never");
    });

    expect((await run.turn()).decisions).toEqual([{ ...next, input: "{}" }]);
  });

  it("loses against an error", async () => {
    const run = orchestrate(function* (context) {
      context.df.continueAsNew({});
      yield 4 as never;
    });

    expect((await run.turn()).decisions).toMatchObject([{ status: "Failed" }]);
  });
});

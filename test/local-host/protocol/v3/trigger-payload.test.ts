import type { Turn } from "../../../../local-host/protocol/protocol";
import { EventType } from "../../../../local-host/protocol/history";
import { defaultSettings } from "../../../../local-host/protocol/v3/settings";
import { hasTimestamp, triggerPayload } from "../../../../local-host/protocol/v3/trigger-payload";
import { orchestrate } from "../support/run-orchestration";

const turn: Turn = {
  functionName: "triage",
  instanceId: "a1",
  executionId: "e1",
  parentInstanceId: null,
  history: [],
  input: null,
};

const payloadOf = (changes: Partial<Turn>) =>
  JSON.parse(triggerPayload({ ...turn, ...changes }, defaultSettings)) as Record<string, unknown>;

describe("triggerPayload()", () => {
  it("has every member that the SDK reads", () => {
    expect(payloadOf({ input: '{"id":7}', parentInstanceId: "p0" })).toEqual({
      history: [],
      input: { id: 7 },
      instanceId: "a1",
      isReplaying: false,
      parentInstanceId: "p0",
      upperSchemaVersion: 1,
      upperSchemaVersionNew: 3,
      longRunningTimerIntervalDuration: "3.00:00:00",
      maximumShortTimerDuration: "6.00:00:00",
      defaultHttpAsyncRequestSleepTimeMillseconds: 30_000,
    });
  });

  it.each([
    ["nothing", null, null],
    ["the text null", "null", null],
    ["an empty text", '""', ""],
    ["a number", "7", 7],
    ["false", "false", false],
    ["a text that is no JSON", "{oops", "{oops"],
  ])("passes on %s", (_title, input, expected) => {
    expect(payloadOf({ input })).toMatchObject({ input: expected });
  });

  it("gives every completed call a Result, which the SDK parses without looking", () => {
    const event = { EventId: -1, Timestamp: "2026-01-01T00:00:00Z", TaskScheduledId: 0 };
    const history = [
      { ...event, EventType: EventType.TaskCompleted },
      { ...event, EventType: EventType.SubOrchestrationInstanceCompleted },
      { ...event, EventType: EventType.TaskFailed },
    ];

    const [task, child, failure] = payloadOf({ history })["history"] as object[];

    expect(task).toHaveProperty("Result", null);
    expect(child).toHaveProperty("Result", null);
    expect(failure).not.toHaveProperty("Result");
  });

  it("takes an input of any depth", () => {
    const depth = 200_000;
    const input = "[".repeat(depth) + "]".repeat(depth);

    expect(triggerPayload({ ...turn, input }, defaultSettings)).toContain(input);
  });
});

describe("an input with a Timestamp", () => {
  it.each([
    ["at the top", '{"Timestamp":"2026-01-01"}', true],
    ["deep inside", '{"alerts":[{"x":{"Timestamp":"2026-01-01"}}]}', true],
    ["that is a number", '{"Timestamp":7}', false],
    ["in lower case", '{"timestamp":"2026-01-01"}', false],
    ["in a text", '"Timestamp"', false],
    ["in a very long list", JSON.stringify([...Array(300_000).keys(), { Timestamp: "x" }]), true],
    ["in a hostile depth", `${"[".repeat(100_000)}"Timestamp"${"]".repeat(100_000)}`, false],
  ])("%s is noticed: it will be a Date", (_title, input, expected) => {
    expect(hasTimestamp({ ...turn, input })).toBe(expected);
  });

  it("is warned of in the first turn, and is a Date indeed", async () => {
    const run = orchestrate(
      function* (context) {
        const { Timestamp } = context.df.getInput<{ Timestamp: unknown }>();
        context.df.setCustomStatus(Timestamp instanceof Date);
        yield context.df.waitForExternalEvent("go");
      },
      { input: { Timestamp: "2026-01-01T00:00:00Z" } },
    );

    const first = await run.turn();
    const second = await run.turn();

    expect(first.warnings).toEqual([expect.stringMatching(/^timestamp-input: /)]);
    expect(first.customStatus).toBe("true");
    expect(second.warnings).toEqual([]);
  });
});

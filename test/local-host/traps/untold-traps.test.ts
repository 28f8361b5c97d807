import { activity, flowOf, trapHost } from "./support/trap-host";
import { type OrchestrationContext, RetryOptions } from "durable-functions";
import { EventType } from "../../../local-host/protocol/history";
import { createV3Protocol } from "../../../local-host/protocol/v3/v3-protocol";
import { nothing } from "../protocol/support/run-orchestration";
import { testWorker } from "../protocol/support/test-worker";

activity("down", () => {
  throw new Error("down");
});
activity("up", () => "up");

/** What an instance completes with in its first turn, at midnight. */
async function outputAtMidnight(functionName: string, instanceId: string): Promise<unknown> {
  const event = { EventId: -1, IsPlayed: false, Timestamp: "2026-01-01T00:00:00.000Z" };
  const { decisions } = await createV3Protocol(testWorker).runTurn({
    functionName,
    instanceId,
    executionId: instanceId,
    parentInstanceId: null,
    history: [
      { ...event, EventType: EventType.OrchestratorStarted },
      { ...event, EventType: EventType.ExecutionStarted, Name: functionName, Input: null },
    ],
    input: null,
  });
  return decisions[0];
}

const guid = (make: (context: OrchestrationContext) => string) =>
  flowOf(function* (context) {
    yield* nothing;
    return make(context);
  });

describe("the host, as the runtime in Azure", () => {
  it("makes a timer after the last attempt of a call with retries (retry-timer)", async () => {
    const name = flowOf(function* (context) {
      return yield context.df.callActivityWithRetry("down", new RetryOptions(60_000, 1));
    });
    const { client, settle, history, warnings } = await trapHost();
    const id = await client.startNew(name, { input: {} });

    expect((await settle(id)).runtimeStatus).toBe("Failed");
    const decided = history(id).filter(({ EventId }) => EventId >= 0);
    expect(decided.map(({ EventType: type }) => type)).toEqual([
      EventType.TaskScheduled,
      EventType.TimerCreated,
    ]);
    expect(warnings).toEqual([]);
  });

  it("fails an instance whose code asks for other steps than before (step-order)", async () => {
    let step = "up";
    const name = flowOf(function* (context) {
      yield context.df.callActivity(step);
      yield context.df.waitForExternalEvent("go");
    });
    const { client, idle, status, warnings } = await trapHost();
    const id = await client.startNew(name, { input: {} });
    await idle();

    step = "down";
    await client.raiseEvent(id, "go", {});
    await idle();

    expect(status(id)).toMatchObject({
      runtimeStatus: "Failed",
      output: expect.stringContaining("Non-Deterministic workflow detected"),
    });
    expect(warnings).toEqual([]);
  });

  it("gives instances of one millisecond the same GUIDs without their id (shared-guid)", async () => {
    const shared = guid(({ df: durable }) => durable.newGuid(undefined as never));
    const own = guid(({ df: durable }) => durable.newGuid(durable.instanceId));

    expect(await outputAtMidnight(shared, "a")).toEqual(await outputAtMidnight(shared, "b"));
    expect(await outputAtMidnight(own, "a")).not.toEqual(await outputAtMidnight(own, "b"));
  });
});

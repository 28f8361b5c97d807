import type { Case, Stage } from "../case";
import { fields, same } from "../matching";
import { checkRuns, does, ends, failed } from "../shapes";

const rule = "test/testobjects/TestOrchestrations.ts";
const violation = failed(/programming constraint violation/);
const store = (key: string) => ({ name: "StringStore", key });

/** An orchestration that ends on its own, and what it gives. */
const gives = (
  name: string,
  input: unknown,
  expected: Parameters<typeof ends>[4],
  more: Parameters<typeof ends>[5] = {},
): Case => ends(rule, name, name, input, expected, more);

const state = async ({ host }: Stage, key: string): Promise<unknown> =>
  (await host.fetch(`/runtime/webhooks/durabletask/entities/stringstore/${key}`)).json();

const signal = (id: string) => ({
  id,
  entityName: "StringStore",
  operationName: "set",
  operationArgument: "told",
});

const endless: Case = does(
  rule,
  "ContinueAsNewCounter",
  async ({ start, host }) => {
    const id = await start("ContinueAsNewCounter", { value: 1 }, "endless");
    const value = async () =>
      ((await host.status(id))?.input as { value: number } | undefined)?.value ?? 0;
    while ((await value()) < 4) await host.fetch("/admin/host/ping");
    await host.fetch(`/runtime/webhooks/durabletask/instances/${id}/terminate?reason=enough`, {
      method: "POST",
    });
    fields(await host.finish(id), { runtimeStatus: "Terminated", output: "enough" });
  },
  { alone: true, skip: { "killed at rest": "goes on for ever, and is never at rest" } },
);

/** Each orchestration of the SDK's tests. */
export const testOrchestrationCases: readonly Case[] = [
  gives("NotGenerator", null, "Hello"),
  gives("YieldInteger", null, violation),
  gives("AnyAOrB", true, { runtimeStatus: "Completed", output: /^[AB]$/ }),
  gives("AnyAOrBYieldATwice", true, { runtimeStatus: "Completed", output: /^[AB]$/ }),
  gives("TimerActivityRace", null, "A", { runs: { TaskA: 1, TaskB: 1 } }),
  does(
    rule,
    "AnyWithTaskSet, with both events",
    async ({ start, host }) => {
      const id = await start("AnyWithTaskSet", null);
      await host.raiseEvent(id, "firstRequiredEvent", 1);
      await host.raiseEvent(id, "secondRequiredEvent", 2);
      fields(await host.finish(id), { output: ["Hello, Tokyo!"] });
    },
    { alone: true },
  ),
  ends(rule, "AnyWithTaskSet, without events", "AnyWithTaskSet", null, { output: ["timeout"] }),
  gives("CallActivityNoInput", null, 4),
  does(rule, "CallEntitySet", async (stage) => {
    const id = await stage.start("CallEntitySet", store("called"));
    fields(await stage.host.finish(id), { runtimeStatus: "Completed", output: "OK" });
    same("state", await state(stage, "called"), "testString");
  }),
  gives("CheckForLocksNone", null, { output: { isLocked: false, ownedLocks: [] } }),
  endless,
  does(rule, "signalEntity", async (stage) => {
    const id = await stage.start("signalEntity", signal("signalled"));
    fields(await stage.host.finish(id), { runtimeStatus: "Completed", output: null });
    await stage.host.settle();
    same("state", await state(stage, "signalled"), "told");
  }),
  gives("signalEntityYield", signal("yielded"), violation),
  gives("FanOutFanInDiskUsage", "dir", 12, { runs: { GetFileSize: 2 } }),
  gives("TaskAllWithNoChildren", null, failed(/When constructing/)),
  gives("TaskAnyWithNoChildren", null, failed(/When constructing/)),
  gives("GetAndReleaseLock", [store("locked")], failed(/lock expected EntityId/)),
  gives("GetLockBadly", "nothing to lock", failed(/lock expected EntityId/)),
  does(rule, "GuidGenerator", async ({ start, host }) => {
    const { output } = await host.finish(await start("GuidGenerator", null));
    same("different ones", new Set(output as string[]).size, 3);
  }),
  gives("PassThrough", { a: 1 }, { runtimeStatus: "Completed", output: { a: 1 } }),
  gives("SayHelloInline", "World", "Hello, World!"),
  gives("SayHelloInlineInproperYield", "World", violation),
  gives("SayHelloWithActivity", "World", "Hello, World!", { runs: { Hello: 1 } }),
  gives("SayHelloWithActivityYieldTwice", "World", "Hello, World!", { runs: { Hello: 1 } }),
  does(rule, "SayHelloWithActivityDirectReturn, which never yields its call", async (stage) => {
    const id = await stage.start("SayHelloWithActivityDirectReturn", "World");
    const { runtimeStatus, output } = await stage.host.finish(id);
    same("status", runtimeStatus, "Completed");
    fields((output as { action: object }).action, { functionName: "Hello", input: '"World"' });
    checkRuns(stage, id, { Hello: 0 });
  }),
  gives("SayHelloWithActivityRetry", "World", "Hello, World!", { runs: { Hello: 1 } }),
  does(rule, "SayHelloWithActivityRetryAndReturnTimestamps", async ({ start, host }) => {
    const id = await start("SayHelloWithActivityRetryAndReturnTimestamps", "World");
    const { output } = await host.finish(id);
    const [began, ended] = output as [string, string];
    same("time went on", Date.parse(began) < Date.parse(ended), true);
  }),
  gives("SayHelloWithActivityRetryFanout", null, { output: ["Hello, Tokyo!", "Hello, Seattle!"] }),
  gives("SayHelloWithActivityRetryNoOptions", null, failed(/Expected object of type RetryOptions/)),
  gives("SayHelloWithCustomStatus", null, {
    output: ["Hello, Tokyo!", "Hello, Seattle!", "Hello, London!"],
    customStatus: "London",
  }),
  gives("SayHelloWithSubOrchestrator", "World", "Hello, World!"),
  gives("SayHelloWithSubOrchestratorNoSubId", "World", "Hello, World!"),
  gives("MultipleSubOrchestratorNoSubId", "World", {
    output: [
      "Hello, World_SayHelloWithActivity_0!",
      "Hello, World_SayHelloInline_1!",
      "Hello, World_SayHelloWithActivity_2!",
      "Hello, World_SayHelloInline_3!",
    ],
  }),
  gives("SayHelloWithSubOrchestratorRetry", "World", "Hello, World!"),
  gives("SayHelloWithSubOrchestratorRetryFanout", null, {
    output: ["Hello, Tokyo!", "Hello, Seattle!"],
  }),
  gives(
    "SayHelloWithSubOrchestratorRetryNoOptions",
    null,
    failed(/Expected object of type RetryOptions/),
  ),
  gives("SayHelloSequence", null, {
    output: ["Hello, Tokyo!", "Hello, Seattle!", "Hello, London!"],
  }),
  does(rule, "SendHttpRequest", async ({ start, host, vendor }) => {
    const id = await start("SendHttpRequest", { method: "GET", uri: `${vendor.url}/hello` });
    const { output } = await host.finish(id);
    fields(output as object, { statusCode: 200, content: '{"hello":"there"}' });
  }),
  gives("TimestampExhaustion", { delayMergeUntilSecs: 5 }, "Merge successful"),
  does(rule, "WaitForExternalEvent", async ({ start, host }) => {
    const id = await start("WaitForExternalEvent", null);
    await host.raiseEvent(id, "start", "World");
    fields(await host.finish(id), { output: "Hello, World!" });
  }),
  gives("WaitOnTimer", "2026-01-01T00:01:00.000Z", failed(/Expected valid Date object/)),
  gives("ThrowsExceptionFromActivity", null, failed(/thrown by the activity/)),
  gives("ThrowsExceptionFromActivityWithCatch", "World", "Hello, World!"),
  gives("ThrowsExceptionInline", null, {
    runtimeStatus: "Failed",
    output: "Orchestrator function 'ThrowsExceptionInline' failed: Exception from Orchestrator",
  }),
];

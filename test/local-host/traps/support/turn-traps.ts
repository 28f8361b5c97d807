import { type TrapHost, activity, entity, flowOf } from "./trap-host";
import * as df from "durable-functions";
import type { OrchestrationContext, OrchestrationHandler, Task } from "durable-functions";
import type { RuleName } from "../../../../local-host/rules";

/** A trap that an orchestrator springs, and the same without it. */
export interface TurnTrap {
  rule: RuleName;
  /** What is said besides, because one trap leads into another. */
  besides?: RuleName[];
  trapped: OrchestrationHandler;
  safe: OrchestrationHandler;
  input?: unknown;
  safeInput?: unknown;
  /** What happens after the start; by default time passes until the end. */
  play?: (host: TrapHost, id: string) => Promise<unknown>;
  playSafe?: (host: TrapHost, id: string) => Promise<unknown>;
  /** How the trap ends, in Azure and here; `notes` is how often the activity "note" ran. */
  odd: object;
  fine: object;
}

/** How often "note" has run, and whether "failsFirst" has failed. */
export const noted = { times: 0, failed: false };

activity("note", (input) => {
  noted.times += 1;
  return input;
});
activity("echo", (input) => input);
activity("fails", () => {
  throw new Error("down");
});
activity("failsFirst", () => {
  if (noted.failed) return "up";
  noted.failed = true;
  throw new Error("not yet");
});
entity("ledger", (context) => {
  if (context.df.operationName === "throw") throw new Error("no funds");
  context.df.return({ ok: false });
});
flowOf(function* (context) {
  return yield context.df.callActivity("echo", "quick");
}, "quick");
flowOf(function* (context) {
  return yield context.df.waitForExternalEvent("go");
}, "waits");
flowOf(function* (context) {
  return yield context.df.callActivityWithRetry("failsFirst", retries());
}, "retries");

const retries = () => new df.RetryOptions(60_000, 2);
const inAnHour = ({ df: durable }: OrchestrationContext) =>
  durable.createTimer(new Date(durable.currentUtcDateTime.getTime() + 3_600_000));
const ledger = new df.EntityId("ledger", "a");
const completed = (output: unknown) => ({
  runtimeStatus: "Completed",
  output: JSON.stringify(output),
});
const text = (): unknown => "text";
const running = { runtimeStatus: "Running" };
const accepted = { statusCode: 202, headers: { Location: "http://vendor.test/1" }, content: "" };
const answered = { statusCode: 200, headers: {}, content: "done" };
const call = ({ df: durable }: OrchestrationContext) =>
  durable.callHttp({ method: "GET", url: "http://vendor.test/" });

const raise = (name: string) => async (host: TrapHost, id: string) => {
  await host.idle();
  await host.client.raiseEvent(id, name, { n: 1 });
  await host.idle();
};

const withPolls =
  (...answers: object[]) =>
  async (host: TrapHost, id: string) => {
    host.httpAnswers.push(...answers);
    await host.settle(id);
  };

/** The traps of the contract that show in an orchestration. */
export const turnTraps: TurnTrap[] = [
  {
    rule: "unyielded-task",
    *trapped(context) {
      context.df.callActivity("note", 1);
      return yield context.df.callActivity("echo", "done");
    },
    *safe(context) {
      yield context.df.callActivity("note", 1);
      return yield context.df.callActivity("echo", "done");
    },
    odd: { ...completed("done"), notes: 0 },
    fine: completed("done"),
  },
  {
    rule: "open-timer",
    *trapped(context) {
      yield context.df.Task.any([context.df.waitForExternalEvent("go"), inAnHour(context)]);
      return "done";
    },
    *safe(context) {
      const timer = inAnHour(context);
      yield context.df.Task.any([context.df.waitForExternalEvent("go"), timer]);
      timer.cancel();
      return "done";
    },
    play: raise("go"),
    odd: running,
    fine: completed("done"),
  },
  {
    rule: "open-task",
    *trapped(context) {
      const { df: durable } = context;
      const events = durable.waitForExternalEvent("go");
      yield durable.Task.any([events, durable.callSubOrchestrator("waits")]);
      return "done";
    },
    *safe(context) {
      const { df: durable } = context;
      const events = durable.waitForExternalEvent("go");
      yield durable.Task.all([events, durable.callSubOrchestrator("quick")]);
      return "done";
    },
    play: raise("go"),
    odd: running,
    fine: completed("done"),
  },
  {
    rule: "retry-timeout",
    besides: ["stuck"],
    *trapped(context) {
      const options = new df.RetryOptions(60_000, 5);
      options.retryTimeoutInMilliseconds = 30_000;
      return yield context.df.callActivityWithRetry("fails", options);
    },
    *safe(context) {
      return yield context.df.callActivityWithRetry("fails", retries());
    },
    odd: running,
    fine: { runtimeStatus: "Failed", output: expect.stringContaining("down") },
  },
  {
    rule: "thrown-non-error",
    *trapped(context) {
      yield context.df.callActivity("echo", 1);
      throw text();
    },
    *safe(context) {
      yield context.df.callActivity("echo", 1);
      throw new Error("boom");
    },
    odd: running,
    fine: { runtimeStatus: "Failed", output: expect.stringMatching(/failed: boom$/) },
  },
  {
    rule: "reused-task",
    *trapped(context) {
      const { df: durable } = context;
      let tasks: Task[] = [durable.callActivity("echo", 1), durable.callActivity("note", 2)];
      while (tasks.length > 0) {
        const winner = yield durable.Task.any(tasks);
        tasks = tasks.filter((task) => task !== winner);
      }
      return "done";
    },
    *safe(context) {
      const { df: durable } = context;
      yield durable.Task.all([durable.callActivity("echo", 1), durable.callActivity("note", 2)]);
      return "done";
    },
    odd: { ...completed("done"), notes: 2 },
    fine: completed("done"),
  },
  {
    rule: "cancelled-timer-beside-retry",
    *trapped(context) {
      const timer = inAnHour(context);
      const work = context.df.callActivityWithRetry("failsFirst", retries());
      yield context.df.Task.any([work, timer]);
      timer.cancel();
      return yield context.df.callActivity("echo", "after");
    },
    *safe(context) {
      const timer = inAnHour(context);
      yield context.df.Task.any([context.df.callSubOrchestrator("retries"), timer]);
      timer.cancel();
      return yield context.df.callActivity("echo", "after");
    },
    odd: { runtimeStatus: "Failed", output: expect.stringContaining("Non-Deterministic") },
    fine: completed("after"),
  },
  {
    rule: "event-case",
    besides: ["stuck"],
    *trapped(context) {
      return yield context.df.waitForExternalEvent("approved");
    },
    *safe(context) {
      return yield context.df.waitForExternalEvent("approved");
    },
    play: raise("Approved"),
    playSafe: raise("approved"),
    odd: running,
    fine: completed({ n: 1 }),
  },
  {
    rule: "timestamp-input",
    *trapped(context) {
      yield context.df.callActivity("echo", 1);
      return (
        context.df.getInput<{ alert: { Timestamp: unknown } }>().alert.Timestamp instanceof Date
      );
    },
    *safe(context) {
      yield context.df.callActivity("echo", 1);
      return typeof context.df.getInput<{ alert: { at: unknown } }>().alert.at;
    },
    input: { alert: { Timestamp: "2026-01-01T00:00:00Z" } },
    safeInput: { alert: { at: "2026-01-01T00:00:00Z" } },
    odd: completed(true),
    fine: completed("string"),
  },
  {
    rule: "boolean-input",
    *trapped(context) {
      return yield context.df.callActivity("echo", true);
    },
    *safe(context) {
      return yield context.df.callActivity("echo", { on: true });
    },
    odd: completed("True"),
    fine: completed({ on: true }),
  },
  {
    rule: "empty-input",
    *trapped(context) {
      yield context.df.callActivity("echo", 1);
      return context.df.getInput() ?? "no input";
    },
    *safe(context) {
      yield context.df.callActivity("echo", 1);
      return context.df.getInput() ?? "no input";
    },
    input: undefined,
    safeInput: { n: 1 },
    odd: completed(""),
    fine: completed({ n: 1 }),
  },
  {
    rule: "continue-as-new-text",
    *trapped(context) {
      yield context.df.callActivity("echo", 1);
      const input = context.df.getInput();
      if (typeof input === "string") return input;
      context.df.continueAsNew("next");
      return undefined;
    },
    *safe(context) {
      yield context.df.callActivity("echo", 1);
      const { next } = context.df.getInput<{ next?: string }>();
      if (next) return next;
      context.df.continueAsNew({ next: "next" });
      return undefined;
    },
    odd: completed('"next"'),
    fine: completed("next"),
  },
  {
    rule: "shared-guid",
    *trapped(context) {
      yield context.df.callActivity("echo", 1);
      return context.df.newGuid(undefined as never).length;
    },
    *safe(context) {
      yield context.df.callActivity("echo", 1);
      return context.df.newGuid(context.df.instanceId).length;
    },
    odd: completed(36),
    fine: completed(36),
  },
  {
    rule: "entity-error",
    *trapped(context) {
      try {
        return yield context.df.callEntity(ledger, "throw");
      } catch (error) {
        return (error as Error).message;
      }
    },
    *safe(context) {
      return yield context.df.callEntity(ledger, "take");
    },
    odd: completed("[object Object]"),
    fine: completed({ ok: false }),
  },
  {
    rule: "terminated-child",
    besides: ["lost-state"],
    *trapped(context) {
      try {
        return yield context.df.callSubOrchestrator("waits", {}, `${context.df.instanceId}-child`);
      } catch {
        return "caught";
      }
    },
    *safe(context) {
      return yield context.df.callSubOrchestrator("waits", {}, `${context.df.instanceId}-child`);
    },
    async play(host, id) {
      await host.idle();
      await host.client.terminate(`${id}-child`, "not needed");
      await host.settle(id);
    },
    playSafe: (host, id) => raise("go")(host, `${id}-child`),
    odd: { runtimeStatus: "Failed" },
    fine: completed({ n: 1 }),
  },
  {
    rule: "parallel-polling",
    besides: ["lost-state"],
    *trapped(context) {
      yield context.df.Task.all([call(context), call(context)]);
      return "done";
    },
    *safe(context) {
      yield call(context);
      yield call(context);
      return "done";
    },
    play: withPolls(accepted, accepted, answered, answered),
    playSafe: withPolls(accepted, answered, accepted, answered),
    odd: { runtimeStatus: "Failed" },
    fine: completed("done"),
  },
  {
    rule: "lock",
    *trapped(context) {
      const lock = yield context.df.lock(ledger);
      lock.release();
      return "done";
    },
    *safe(context) {
      yield context.df.callEntity(ledger, "take");
      return "done";
    },
    odd: completed("done"),
    fine: completed("done"),
  },
];

import { calls, deploy, failures } from "./support/deployments";
import type { OrchestrationContext, OrchestrationHandler } from "durable-functions";
import { EntityId, RetryOptions } from "durable-functions";

/** Runs of one version of the code, checked with the next: the real SDK on the real engine. */

const hour = 3_600_000;

/** Two steps, a decision of a person, a third step. */
const triage: OrchestrationHandler = function* ({ df }: OrchestrationContext) {
  yield df.callActivity("a", { at: 1 });
  yield df.callActivity("b");
  const isGo = yield df.waitForExternalEvent("go");
  yield df.callActivity(isGo ? "c" : "rejected");
  return "done";
};

/** One run that waits for a person, and one that has ended; then new code is checked. */
async function checked(next: OrchestrationHandler | undefined, storeInputs = false) {
  const before = deploy({ triage }, storeInputs);
  const waiting = await before.start("triage");
  const ended = await before.start("triage");
  await before.raise(ended, "go", true);
  await before.finish(ended);
  calls.length = 0;
  const { findings, counts } = await before.check(next ? { triage: next } : {});
  const of = (id: string) => findings.find(({ instanceId }) => instanceId === id);
  return { waiting: of(waiting), ended: of(ended), findings, counts };
}

describe("new code", () => {
  it("is clean when nothing but its text has changed, and only orchestrators are run", async () => {
    const { findings, counts } = await checked(function* ({ df }) {
      // A comment, and other names.
      const first = yield df.callActivity("a", { at: 1 });
      yield df.callActivity("B");
      const answer = yield df.waitForExternalEvent("go");
      yield df.callActivity(answer && first ? "c" : "rejected");
      return "done";
    });

    expect(findings).toEqual([]);
    expect(counts).toMatchObject([{ orchestrator: "triage", running: 1, finished: 1, breaks: 0 }]);
    expect(calls).toEqual([]);
  });

  it.each<[string, string[], number, RegExp]>([
    ["renames a step", ["a", "b2"], 1, /the activity "b", .* asks for the activity "b2" there/],
    ["adds a step", ["a", "rejected", "b"], 1, /as if a step had been added before it$/],
    ["removes a step", ["b"], 0, /history's step 1, as if step 0 had been removed$/],
    ["swaps two steps", ["b", "a"], 0, /as if steps 0 and 1 had changed places$/],
    ["leaves a step out", ["a"], 1, /waits after 1 step for something else, before it gets there$/],
  ])("that %s breaks the run that waits", async (_title, steps, step, how) => {
    const { waiting, ended, counts } = await checked(function* ({ df }) {
      for (const name of steps) yield df.callActivity(name);
      yield df.waitForExternalEvent("go");
      yield df.callActivity("c");
      return "done";
    });

    expect(waiting).toMatchObject({
      orchestrator: "triage",
      status: "Running",
      effect: "breaks",
      step,
      at: expect.stringMatching(/^2026-/),
      how: expect.stringMatching(how),
    });
    expect(ended).toMatchObject({ status: "Completed", effect: "differs" });
    expect(counts).toMatchObject([{ breaks: 1, finishedDiffers: 1 }]);
  });

  it("that decides otherwise after the answer is safe for a run that still waits for it", async () => {
    const { waiting, ended } = await checked(function* ({ df }) {
      yield df.callActivity("a", { at: 1 });
      yield df.callActivity("b");
      const isGo = yield df.waitForExternalEvent("go");
      yield df.callActivity(isGo ? "rejected" : "c");
      return "done";
    });

    expect(waiting).toBeUndefined();
    expect(ended).toMatchObject({
      effect: "differs",
      step: 2,
      how: expect.stringMatching(/"c", .*; today's code asks for the activity "rejected" there$/),
    });
  });

  it("that no longer waits is told of: nothing fails, and the run goes on without an answer", async () => {
    const { waiting } = await checked(function* ({ df }) {
      yield df.callActivity("a", { at: 1 });
      yield df.callActivity("b");
      yield df.callActivity("c");
      return "done";
    });

    expect(waiting).toMatchObject({
      effect: "differs",
      step: 2,
      how: expect.stringMatching(/whatever comes, it asks for the activity "c" \(step 2\)$/),
    });
  });

  it("that throws on an old result breaks the run", async () => {
    const { waiting } = await checked(function* ({ df }) {
      yield df.callActivity("a", { at: 1 });
      const b: { scores: number[] } = yield df.callActivity("b");
      return b.scores.length;
    });

    expect(waiting).toMatchObject({
      effect: "breaks",
      how: expect.stringMatching(
        /it fails at its next turn: .*Cannot read properties of undefined/,
      ),
    });
  });

  it("that makes two steps at once which were made in turn differs, and breaks nothing", async () => {
    const { waiting, ended } = await checked(function* ({ df }) {
      yield df.Task.all([df.callActivity("a", { at: 1 }), df.callActivity("b")]);
      const isGo = yield df.waitForExternalEvent("go");
      yield df.callActivity(isGo ? "c" : "rejected");
      return "done";
    });

    expect(waiting).toMatchObject({ effect: "differs", step: 1 });
    expect(ended).toMatchObject({
      effect: "differs",
      how: expect.stringMatching(/asks also for the activity "b" \(step 1\)/),
    });
  });

  it("that would have ended earlier differs, though it takes the same steps", async () => {
    const old: OrchestrationHandler = function* ({ df }) {
      yield df.callActivity("a");
      yield df.waitForExternalEvent("go");
      return "done";
    };
    const before = deploy({ old });
    const id = await before.start("old");
    await before.raise(id, "go", true);

    const { findings } = await before.check({
      *old({ df }) {
        yield df.callActivity("a");
        return "done";
      },
    });

    expect(findings).toMatchObject([
      {
        effect: "differs",
        how: expect.stringMatching(/the run goes on; with today's code it ends$/),
      },
    ]);
  });

  it("that changes only an input is fine, and told of when inputs are stored", async () => {
    const next: OrchestrationHandler = function* ({ df }) {
      yield df.callActivity("a", { at: 2 });
      yield df.callActivity("b");
      const isGo = yield df.waitForExternalEvent("go");
      yield df.callActivity(isGo ? "c" : "rejected");
      return "done";
    };

    expect((await checked(next)).findings).toEqual([]);
    const { waiting, ended } = await checked(next, true);
    const how = 'step 0, the activity "a", has another input with today\'s code';
    expect(waiting).toMatchObject({ effect: "values", step: 0, how });
    expect(ended).toMatchObject({ effect: "values", step: 0, how });
  });

  it("that gives another result is told of", async () => {
    const { waiting, ended } = await checked(function* (context) {
      yield* triage(context);
      return "over";
    });

    expect(waiting).toBeUndefined();
    expect(ended).toMatchObject({ effect: "values", step: null });
  });

  it("without the orchestrator breaks runs that wait, and none that have ended", async () => {
    const { waiting, ended, counts } = await checked(undefined);

    expect(waiting).toMatchObject({
      effect: "breaks",
      how: "The function 'triage' doesn't exist, is disabled, or is not an orchestrator function",
    });
    expect(ended).toBeUndefined();
    expect(counts).toMatchObject([{ breaks: 1, gone: 1 }]);
  });
});

describe("a retry", () => {
  const retried = (attempts: number): OrchestrationHandler =>
    function* ({ df }) {
      yield df.callActivityWithRetry("flaky", new RetryOptions(1000, attempts));
      yield df.waitForExternalEvent("go");
    };

  it("with fewer attempts breaks a run that has needed more", async () => {
    failures.left = 2;
    const before = deploy({ retried: retried(3) });
    const id = await before.start("retried");
    for (let attempt = 1; attempt < 3; attempt += 1) {
      before.clock.turnBy(2000);
      await before.engine.whenIdle();
    }

    expect((await before.check({ retried: retried(3) })).findings).toEqual([]);
    expect((await before.check({ retried: retried(5) })).findings).toEqual([]);
    expect((await before.check({ retried: retried(2) })).findings).toMatchObject([
      { instanceId: id, effect: "breaks", step: 4 },
    ]);
  });
});

describe("unchanged code", () => {
  const counter = new EntityId("counter", "x");
  const flows: Record<string, OrchestrationHandler> = {
    *approval({ df }) {
      const timer = df.createTimer(new Date(df.currentUtcDateTime.getTime() + 240 * hour));
      const approved = df.waitForExternalEvent("approved");
      const winner = yield df.Task.any([approved, timer]);
      if (winner === approved) timer.cancel();
      yield df.callActivity("a");
      yield df.waitForExternalEvent("go");
    },
    *parent({ df }) {
      yield df.callSubOrchestrator("child", {}, "");
      yield df.callSubOrchestrator("child", {});
    },
    *child({ df }) {
      yield df.callActivity("a");
      yield df.waitForExternalEvent("go");
    },
    *looping({ df }) {
      const { n } = df.getInput<{ n: number }>();
      yield df.createTimer(new Date(df.currentUtcDateTime.getTime() + hour));
      if (n < 3) df.continueAsNew({ n: n + 1 });
      else yield df.waitForExternalEvent("go");
    },
    *locked({ df }) {
      const lock = yield df.lock(counter);
      yield df.callEntity(counter, "add", 10);
      lock.release();
      df.signalEntity(counter, "add", 1);
      yield df.waitForExternalEvent("go");
    },
    *failing({ df }) {
      yield df.callActivity("a");
      yield df.callActivity("flaky");
      yield df.waitForExternalEvent("go");
    },
    *web({ df }) {
      yield df.callHttp({ method: "GET", url: "http://127.0.0.1:9/" });
    },
    *guids({ df }) {
      yield df.callActivity("a", df.newGuid(df.instanceId));
      yield df.waitForExternalEvent(df.newGuid(df.instanceId));
    },
  };
  const clean = { findings: [] };

  it.each(["approval", "parent", "locked", "guids", "web"])(
    "is clean for %s, at every stop of a run",
    async (flow) => {
      const before = deploy(flows, true);
      const id = await before.start(flow, { n: 1 });
      expect(await before.check(flows)).toMatchObject(clean);

      await before.raise(id, "approved", true);
      expect(await before.check(flows)).toMatchObject(clean);

      await before.engine.suspend(id, "a pause");
      await before.engine.whenIdle();
      expect(await before.check(flows)).toMatchObject(clean);

      await before.engine.resume(id, "on");
      await before.raise(id, "go", true);
      expect(await before.check(flows)).toMatchObject(clean);

      await before.engine.terminate(id, "enough");
      await before.engine.whenIdle();
      expect(await before.check(flows)).toMatchObject(clean);
    },
  );

  it("is clean for an approval that came too late, in pieces of a long timer", async () => {
    const before = deploy(flows);
    const id = await before.start("approval");
    before.clock.turnBy(100 * hour);
    await before.engine.whenIdle();
    expect(await before.check(flows)).toMatchObject(clean);

    before.clock.turnBy(200 * hour);
    await before.engine.whenIdle();
    before.clock.turnBy(200 * hour);
    await before.engine.whenIdle();
    await before.raise(id, "go", true);
    await before.finish(id);
    expect(await before.check(flows)).toMatchObject(clean);
  });

  it("is clean for a run that has continued as new: only what it does now is looked at", async () => {
    const before = deploy(flows);
    await before.start("looping", { n: 1 });
    expect(await before.check(flows)).toMatchObject(clean);
    for (let n = 1; n < 3; n += 1) {
      before.clock.turnBy(hour);
      await before.engine.whenIdle();
      expect(await before.check(flows)).toMatchObject(clean);
    }
  });

  it("is clean for a run that failed, before and after it is rewound", async () => {
    failures.left = 1;
    const before = deploy(flows);
    const id = await before.start("failing");
    expect(before.engine.status(id)?.runtimeStatus).toBe("Failed");
    expect(await before.check(flows)).toMatchObject(clean);

    const rewound = before.engine.rewind(id, "cured");
    expect(await before.check(flows)).toMatchObject(clean);
    await rewound;
    await before.engine.whenIdle();
    expect(await before.check(flows)).toMatchObject(clean);

    await before.raise(id, "go", true);
    expect(before.engine.status(id)?.runtimeStatus).toBe("Completed");
    expect(await before.check(flows)).toMatchObject(clean);
  });

  it("is clean for a run that has not started", async () => {
    const before = deploy(flows);
    const starting = before.engine.startInstance({ functionName: "child", input: "{}" });
    const { counts, findings } = await before.check(flows);
    await starting;

    expect(findings).toEqual([]);
    expect(counts).toMatchObject([{ orchestrator: "child", running: 1 }]);
  });

  it("leaves out what has ended when only running ones are asked for", async () => {
    const before = deploy(flows);
    const ended = await before.start("child");
    await before.raise(ended, "go", true);
    await before.start("child");

    const { counts } = await before.check(flows, { runningOnly: true });

    expect(counts).toMatchObject([{ running: 1, finished: 0 }]);
  });
});

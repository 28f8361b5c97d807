import * as fc from "fast-check";
import { instanceIdProblem } from "../../../local-host/engine/instance-id";
import { harness } from "./support/harness";

const waiting = () =>
  harness({
    scripts: {
      *main({ event }) {
        return yield event("go");
      },
    },
  });

const request = { functionName: "main", input: "{}" };

describe("startInstance()", () => {
  it("makes an id of 32 hex digits when none is given", async () => {
    const { engine } = waiting();

    const result = await engine.startInstance(request);

    expect(result).toEqual({ ok: true, instanceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
  });

  it("has the instance in the store before it answers", async () => {
    const { engine, store } = waiting();
    let committed = false;
    const starting = engine.startInstance({ ...request, instanceId: "a1" });
    void store.durable().then(() => (committed = true));

    await starting;

    expect(committed).toBe(true);
    expect(engine.status("a1")).toMatchObject({ name: "main", input: "{}" });
  });

  it("lets one of several starts under one id win, and tells the others", async () => {
    const { engine } = waiting();
    const start = () => engine.startInstance({ ...request, instanceId: "a1" });

    const results = await Promise.all([start(), start(), start()]);

    const refused = { ok: false, reason: "already-running", status: "Pending" };
    expect(results).toEqual([{ ok: true, instanceId: "a1" }, refused, refused]);
  });

  it("refuses an id that runs or is suspended, and changes nothing", async () => {
    const { engine, start } = waiting();
    await start({ first: true }, "a1");
    await engine.whenIdle();
    const start2 = () => engine.startInstance({ ...request, instanceId: "a1" });

    expect(await start2()).toMatchObject({ reason: "already-running", status: "Running" });
    await engine.suspend("a1", "");
    await engine.whenIdle();
    expect(await start2()).toMatchObject({ reason: "already-running", status: "Suspended" });
    expect(engine.status("a1")!.input).toBe('{"first":true}');
  });

  it("replaces a finished instance with its history", async () => {
    const { engine, start, kinds } = waiting();
    await start({ first: true }, "a1");
    await engine.raiseEvent("a1", "go", "1");
    await engine.whenIdle();
    expect(engine.status("a1")!.runtimeStatus).toBe("Completed");

    await start({ second: true }, "a1");
    await engine.whenIdle();

    expect(engine.status("a1")).toMatchObject({
      runtimeStatus: "Running",
      input: '{"second":true}',
      output: null,
    });
    expect(kinds("a1")).toEqual(["ExecutionStarted"]);
  });

  it("finds the function without case, and refuses one that is not there", async () => {
    const { engine } = waiting();

    expect(await engine.startInstance({ ...request, functionName: "MAIN" })).toMatchObject({
      ok: true,
    });
    expect(await engine.startInstance({ ...request, functionName: "other" })).toEqual({
      ok: false,
      reason: "unknown-function",
      message:
        "The function 'other' doesn't exist, is disabled, or is not an orchestrator function.",
    });
  });

  it.each(["", "@ledger@x", "a/b", "a\\b", "a#b", "a?b", "a\nb", "a\u0085b", "x".repeat(257)])(
    "refuses the id %j",
    async (instanceId) => {
      const { engine } = waiting();

      expect(await engine.startInstance({ ...request, instanceId })).toMatchObject({
        ok: false,
        reason: "bad-instance-id",
      });
      expect(engine.list({ top: 10 }).instances).toEqual([]);
    },
  );

  it("takes every id that is safe in a URL", () => {
    const safe = fc.stringMatching(/^[A-Za-z0-9_.:-]{1,100}$/);
    fc.assert(fc.property(safe, (id) => expect(instanceIdProblem(id)).toBeUndefined()));
  });

  it("keeps the version for the orchestrator to see", async () => {
    const { engine } = waiting();

    await engine.startInstance({ ...request, instanceId: "a1", version: "2.0" });
    await engine.whenIdle();

    expect(engine.history("a1")[1]!.Version).toBe("2.0");
  });
});

describe("startInstance() that overrides what runs", () => {
  it("gives the id to the new instance, which knows nothing of the old one", async () => {
    const { engine, start, finish, kinds } = harness({
      overridesRunning: true,
      scripts: {
        *main({ task, event }) {
          yield task("slow");
          return yield event("go");
        },
      },
      activities: { slow: () => 1 },
    });
    await start({ first: true }, "a1");
    await engine.whenIdle();
    await engine.raiseEvent("a1", "other", "1");
    await engine.suspend("a1", "");
    await engine.whenIdle();

    await start({ second: true }, "a1");
    await engine.whenIdle();
    await engine.raiseEvent("a1", "go", "2");

    expect(await finish("a1")).toMatchObject({ input: '{"second":true}', output: "2" });
    expect(kinds("a1")).toEqual([
      "ExecutionStarted",
      "TaskScheduled",
      "TaskCompleted",
      "EventRaised",
      "ExecutionCompleted",
    ]);
  });

  it("drops the turn that the old instance is in", async () => {
    const restarts: Promise<unknown>[] = [];
    const { engine, start, finish, kinds } = harness({
      overridesRunning: true,
      scripts: {
        *main({ task, input }) {
          if (input === "old") {
            restarts.push(engine.startInstance({ ...request, instanceId: "a1", input: '"new"' }));
          }
          return yield task("look");
        },
      },
      activities: { look: () => 1 },
    });
    await start("old", "a1");

    expect(await finish("a1")).toMatchObject({ input: '"new"', output: "1" });
    expect(await Promise.all(restarts)).toEqual([{ ok: true, instanceId: "a1" }]);
    expect(kinds("a1").filter((kind) => kind === "TaskScheduled")).toHaveLength(1);
  });
});

describe("the default version", () => {
  it("is that of instances and children that are started without one", async () => {
    const { engine, start, finish } = harness({
      defaultVersion: "1.5",
      scripts: {
        *main({ child }) {
          return yield child("leaf", {}, "c1");
        },
        *leaf({ task }) {
          return yield task("look");
        },
      },
      activities: { look: () => 1 },
    });
    await start({}, "a1");
    await finish("a1");
    await engine.startInstance({ ...request, instanceId: "b1", version: "2.0" });
    await finish("b1");
    const versionOf = (id: string) => engine.history(id)[1]!.Version;

    expect(["a1", "c1", "b1"].map(versionOf)).toEqual(["1.5", "1.5", "2.0"]);
  });
});

describe("restart()", () => {
  it("starts the same function with the same input under a new id", async () => {
    const { engine, start } = waiting();
    await start({ id: 7 }, "a1");

    const result = await engine.restart("a1", true);

    expect(result).toMatchObject({ ok: true });
    const { instanceId } = result as { instanceId: string };
    expect(instanceId).not.toBe("a1");
    expect(engine.status(instanceId)).toMatchObject({ name: "main", input: '{"id":7}' });
  });

  it("under the same id needs the instance to be over", async () => {
    const { engine, start } = waiting();
    await start({ id: 7 }, "a1");
    expect(await engine.restart("a1", false)).toMatchObject({ reason: "already-running" });

    await engine.terminate("a1", "");
    await engine.whenIdle();

    expect(await engine.restart("a1", false)).toEqual({ ok: true, instanceId: "a1" });
  });

  it("does not know an instance that never was", async () => {
    await expect(waiting().engine.restart("nobody", true)).resolves.toBe("unknown");
  });
});

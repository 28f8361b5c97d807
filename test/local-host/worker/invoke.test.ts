import { TurnedClock } from "../../../local-host/clock";
import { createRegistrations } from "../../../local-host/worker/app-registrations";
import type { CoreInvocationContext, InvocationModel } from "../../../local-host/worker/core-types";
import { type InvokeOptions, invoke } from "../../../local-host/worker/invoke";

/** Passes arguments and results through. */
const model = (core: CoreInvocationContext): InvocationModel => ({
  getArguments: async () => ({ context: core, inputs: core.request.inputData }),
  invokeFunction: async (_context, inputs, callback) => callback(...inputs),
  getResponse: async (_context, result) => ({ returnValue: { string: String(result) } }),
});

/** An app with one function, behind a programming model that passes everything through. */
function setUp(handler: (...args: unknown[]) => unknown, options: Partial<InvokeOptions> = {}) {
  const app = createRegistrations();
  const cores: CoreInvocationContext[] = [];
  app.functions.set("work", {
    metadata: {
      name: "Work",
      bindings: {
        t: { type: "testTrigger", direction: "in", name: "t" },
        c: { type: "durableClient", direction: "in", name: "c" },
        o: { type: "queue", direction: "out", name: "o" },
      },
    },
    callback: handler,
  });
  app.model = {
    name: "test",
    version: "1",
    getInvocationModel: (core) => {
      cores.push(core);
      return model(core);
    },
  };
  const clock = new TurnedClock();
  const run = () =>
    invoke(
      app,
      {
        inputs: () => undefined,
        log: () => undefined,
        warn: () => undefined,
        clock,
        timeoutMs: undefined,
        ...options,
      },
      { functionName: "work", trigger: { string: "x" } },
    );
  return { app, cores, clock, run };
}

describe("invoke()", () => {
  it("gives data to trigger and inputs, and none to outputs", async () => {
    const { cores, run } = setUp(() => "done", { inputs: ({ type }) => ({ string: type }) });

    await expect(run()).resolves.toEqual({
      returnValue: { string: "done" },
      outputs: {},
      isEmpty: false,
    });

    expect(cores[0]?.request.inputData).toEqual([
      { name: "t", data: { string: "x" } },
      { name: "c", data: { string: "durableClient" } },
    ]);
  });

  it("says where it is while hooks and handler run, and nothing afterwards", async () => {
    const states: unknown[] = [];
    const { app, cores, run } = setUp(() => void states.push(cores[0]?.state));
    app.hooks.preInvocation.push(() => void states.push(cores[0]?.state));
    app.hooks.postInvocation.push(() => void states.push(cores[0]?.state));

    await run();

    expect(states).toEqual(["preInvocationHooks", "invocation", "postInvocationHooks"]);
    expect(cores[0]?.state).toBeUndefined();
  });

  it("fails when a hook throws, before the handler is called", async () => {
    const handler = jest.fn();
    const { app, run } = setUp(handler);
    app.hooks.preInvocation.push(() => {
      throw new Error("no entry");
    });

    await expect(run()).rejects.toMatchObject({ name: "InvocationError", message: "no entry" });

    expect(handler).not.toHaveBeenCalled();
  });

  it("shows a failure to the hooks that come after", async () => {
    const seen: unknown[] = [];
    const { app, run } = setUp(() => {
      throw new RangeError("too far");
    });
    app.hooks.postInvocation.push(({ error, result }) => void seen.push([String(error), result]));

    await expect(run()).rejects.toMatchObject({ message: "too far" });

    expect(seen).toEqual([["RangeError: too far", null]]);
  });

  it("gives up on a handler at the time that host.json sets", async () => {
    const { clock, run } = setUp(() => new Promise(() => undefined), { timeoutMs: 300_000 });
    const running = run();

    clock.turnBy(300_000);

    await expect(running).rejects.toMatchObject({
      message:
        'Timeout value of 300 seconds exceeded by function "Work" (functionTimeout in host.json)',
    });
  });

  it("leaves no timer behind when the handler was in time", async () => {
    const { clock, run } = setUp(() => "done", { timeoutMs: 300_000 });

    await run();

    expect(clock.next()).toBeUndefined();
  });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle, fixtureApp } from "../../support/bundle";
import { type LoadedApp, loadInProcess } from "./loaded-app";

/** Real apps with the real packages, each in a process of its own. */

const runner = bundle("test/local-host/worker/load-app-runner.ts");
const load = (name: string) => loadInProcess(runner.file, fixtureApp(name));

afterAll(() => runner.remove());

describe("loadApp()", () => {
  it("reads what an app registers", async () => {
    const app = await load("durable-app");

    expect(app.functions.map(({ name, triggerType }) => [name, triggerType])).toEqual([
      ["double", "activityTrigger"],
      ["flaky", "activityTrigger"],
      ["fanOut", "orchestrationTrigger"],
      ["patient", "orchestrationTrigger"],
      ["approval", "orchestrationTrigger"],
      ["fails", "orchestrationTrigger"],
      ["counts", "orchestrationTrigger"],
      ["counter", "entityTrigger"],
      ["start", "httpTrigger"],
      ["startAndWait", "httpTrigger"],
      ["hourly", "timerTrigger"],
    ]);
    app.kill();
  });

  it("loads modules and scripts that a pattern with braces names, in order", async () => {
    const app = await load("module-app");

    const { returnValue } = await app.invoke({
      functionName: "first",
      trigger: { http: { method: "GET", url: "http://localhost/" } },
    });

    expect(app.functions.map(({ name }) => name)).toEqual(["first", "second", "last"]);
    expect(returnValue).toMatchObject({
      http: { body: { bytes: new Uint8Array(Buffer.from('["a","b","last"]')) } },
    });
    app.kill();
  });

  it("says which file threw, and what", async () => {
    await expect(load("throwing-app")).rejects.toThrow(
      'Worker was unable to load entry point "index.js": no database',
    );
  });

  it.each([
    [
      "a name that is taken in another case",
      "Start",
      "start",
      'function "start": the name is taken',
    ],
    ["a name that is none", "a b", "c", '"a b" is not a valid function name'],
  ])("refuses %s", async (_title, first, second, reason) => {
    const folder = mkdtempSync(join(tmpdir(), "app-"));
    const functions = JSON.stringify(require.resolve("@azure/functions"));
    writeFileSync(join(folder, "package.json"), '{ "main": "index.js" }');
    writeFileSync(
      join(folder, "index.js"),
      `const { app } = require(${functions});
       for (const name of ${JSON.stringify([first, second])}) app.http(name, { handler() {} });`,
    );

    await expect(loadInProcess(runner.file, folder)).rejects.toThrow(reason);

    rmSync(folder, { recursive: true });
  });

  it("loads an app without functions, and says so", async () => {
    const folder = mkdtempSync(join(tmpdir(), "app-"));
    writeFileSync(join(folder, "package.json"), "{}");

    const app = await loadInProcess(runner.file, folder);

    expect(app.functions).toEqual([]);
    expect(app.log).toEqual([
      expect.stringContaining("warning: no-functions: the app has registered no functions"),
    ]);
    app.kill();
    rmSync(folder, { recursive: true });
  });
});

describe("a loaded app", () => {
  let app: LoadedApp;
  beforeAll(async () => {
    app = await load("hooks-app");
  });
  afterAll(() => app.kill());

  const run = async (functionName: string, trigger?: object) => {
    const { returnValue } = await app.invoke({ functionName, trigger: trigger as undefined });
    return returnValue;
  };

  it("has run its appStart hooks", async () => {
    expect(await run("calls")).toEqual({ json: '["appStart"]' });
  });

  it("lets hooks change input, handler and result", async () => {
    expect(await run("hooked", { string: "text" })).toEqual({
      string: "wrapped (text and a hook), after",
    });
  });

  it("lets a hook take an error back", async () => {
    expect(await run("healed")).toBeNull();
  });

  it.each([
    [{ string: "text" }, "string"],
    [{ string: '{"a":1}' }, "object"],
    [{ json: "5" }, "number"],
    [{ bytes: Buffer.from("x") }, "buffer"],
    [{ int: 5 }, "number"],
    [{ double: 0.5 }, "number"],
    [undefined, "undefined"],
  ])("gives the handler %j as %s", async (trigger, kind) => {
    expect(await run("kind", trigger)).toEqual({ string: `${kind}, after` });
  });

  it.each([
    ["a number", "7", { int: 7 }],
    ["a fraction", "0.5", { double: 0.5 }],
    ["a boolean", "true", { json: "true" }],
    ["an object", '{"a":1}', { json: '{"a":1}' }],
    ["null", "null", null],
  ])("gives back %s as the worker protocol does", async (_title, json, expected) => {
    expect(await run("give", { json })).toEqual(expected);
  });

  it("gives back bytes", async () => {
    expect(await run("giveBytes")).toEqual({ bytes: Buffer.from("abc") });
  });

  it.each([
    ["throws", "a bug", "TypeError: a bug"],
    ["throwsText", "just text", "Error: just text"],
  ])("rejects with message and stack when %s", async (functionName, message, stack) => {
    await expect(run(functionName)).rejects.toEqual({
      name: "InvocationError",
      message,
      stack: expect.stringContaining(stack),
    });
  });

  it("is found without case, and refused when it is not there", async () => {
    expect(await run("GIVE", { int: 1 })).toEqual({ int: 1 });
    await expect(run("nothing")).rejects.toMatchObject({
      message: 'The function "nothing" is not registered',
    });
  });

  it("hands metadata and the number of the try to the context", async () => {
    const { returnValue } = await app.invoke({
      functionName: "metadata",
      trigger: undefined,
      metadata: { InstanceId: { string: "i-1" } },
      retryContext: {
        retryCount: 2,
        maxRetryCount: 3,
        exception: { message: "m", stackTrace: "s" },
      },
    });

    expect(JSON.parse((returnValue as { json: string }).json)).toEqual({
      metadata: { instanceId: "i-1" },
      retry: { retryCount: 2, maxRetryCount: 3, exception: { message: "m", stackTrace: "s" } },
      traceParent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/),
    });
  });

  it("writes to the log through the log hooks", async () => {
    await run("logs");

    expect(app.log).toContain("warning: the *** of logs");
  });

  it("gets inputs that the host knows; an output that it does not know is said once", async () => {
    const first = await app.invoke({ functionName: "bindings", trigger: undefined });
    await app.invoke({ functionName: "bindings", trigger: undefined });

    expect(first.returnValue).toEqual({ json: '{"blob":"undefined","hub":"Hub"}' });
    expect(Object.values(first.outputs)).toEqual([{ json: '{"sent":true}' }]);
    expect(
      app.log.filter((line) => line.startsWith("warning: bindings: output-binding")),
    ).toHaveLength(1);
  });

  it("cannot register more after it has started", async () => {
    await expect(run("register")).rejects.toMatchObject({
      message: 'Cannot register the function "late" after the app has started',
    });
  });

  it("runs its appTerminate hooks when it stops, with what appStart left for them", async () => {
    const another = await load("hooks-app");

    expect(await another.stop()).toBe("appTerminate after appStart\n");
  });
});

import type { Log } from "../../../local-host/log";
import { createWarnings } from "../../../local-host/warnings";
import { createRegistrations } from "../../../local-host/worker/app-registrations";
import { createCoreModule } from "../../../local-host/worker/core-module";

function setUp() {
  const app = createRegistrations();
  const lines: string[] = [];
  const log: Log = (level, message) => void lines.push(`${level}: ${message}`);
  const core = createCoreModule(app, log, createWarnings({ log }).warn);
  return { app, core, lines };
}

const metadata = { name: "Start", bindings: {} };

const model = (version: string) => ({
  name: "@azure/functions",
  version,
  getInvocationModel: () => Promise.reject(new Error("not to be called")),
});

describe("createCoreModule()", () => {
  it("takes a function back when its registration is disposed", () => {
    const { app, core } = setUp();

    const registration = core.registerFunction(metadata, () => undefined);
    expect([...app.functions.keys()]).toEqual(["start"]);
    registration.dispose();
    registration.dispose();

    expect(app.functions.size).toBe(0);
  });

  it("takes no function, and gives none back, once the app has started", () => {
    const { app, core } = setUp();
    const registration = core.registerFunction(metadata, () => undefined);
    app.isLocked = true;

    expect(() => core.registerFunction({ name: "b", bindings: {} }, () => undefined)).toThrow(
      'Cannot register the function "b" after the app has started',
    );
    expect(() => registration.dispose()).toThrow('take back the function "Start"');
  });

  it("knows five hooks, and says of another one what the library looks for", () => {
    const { app, core } = setUp();

    core.registerHook("preInvocation", () => undefined).dispose();
    core.registerHook("log", () => undefined);

    expect(app.hooks.preInvocation).toHaveLength(0);
    expect(app.hooks.log).toHaveLength(1);
    expect(() => core.registerHook("toString", () => undefined)).toThrow(
      expect.objectContaining({ name: "RangeError", isAzureFunctionsSystemError: true }),
    );
  });

  it("warns when two copies of the library are loaded", () => {
    const { core, lines } = setUp();
    core.setProgrammingModel(model("4.16.5"));
    expect(lines).toEqual([]);
    core.setProgrammingModel(model("4.14.0"));

    expect(core.getProgrammingModel()?.version).toBe("4.14.0");
    expect(lines).toEqual([
      expect.stringContaining("two-copies: @azure/functions 4.16.5 and 4.14"),
    ]);
  });

  it("disposes several registrations as one", () => {
    const { app, core } = setUp();
    const registrations = ["a", "b"].map((name) =>
      core.registerFunction({ name, bindings: {} }, () => undefined),
    );

    core.Disposable.from(...registrations).dispose();

    expect(app.functions.size).toBe(0);
  });

  it("writes system lines through the app's log hooks", () => {
    const { core, lines } = setUp();
    core.registerHook("log", (context) => {
      context["message"] = `${String(context["category"])}: ${String(context["message"])}`;
    });

    core.log("debug", "system", "hello");

    expect(lines).toEqual(["debug: system: hello"]);
  });
});

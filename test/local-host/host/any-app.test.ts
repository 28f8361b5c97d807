import { mkdirSync, readFileSync, readdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { bundle } from "../../support/bundle";
import { type HostProcess, startHostProcess } from "../../support/host-process";
import { send } from "../../support/loopback";
import { temporaryFolder } from "../../support/temporary-folder";

/** The host as a thing apart: its one file, and an app that has never heard of this repository. */

const main = bundle("local-host/main.ts");
afterAll(() => main.remove());

const root = join(__dirname, "..", "..", "..");

const appFiles = (durableTask: object) => ({
  "package.json": { main: "src/*.js" },
  "host.json": `{
    // read as Core Tools read it
    "version": "2.0",
    "logging": { "logLevel": { "Function.greet": "Debug" } },
    "extensions": {
      "http": { "routePrefix": "shop" },
      "durableTask": ${JSON.stringify({ hubName: "%HUB%", ...durableTask })},
    },
  }`,
  "local.settings.json": {
    IsEncrypted: false,
    Values: {
      FUNCTIONS_WORKER_RUNTIME: "node",
      HUB: "ShopHub",
      GREETING: "good day",
      WEBSITE_TIME_ZONE: "W. Europe Standard Time",
      NIGHTLY: "0 0 3 * * *",
    },
    Host: { LocalHttpPort: 0 },
  },
  "src/app.js": `
    const { app } = require("@azure/functions");
    const df = require("durable-functions");

    df.app.activity("greet", {
      handler: ({ name }, context) => {
        context.log("greeting", name);
        return process.env.GREETING + ", " + name;
      },
    });
    df.app.orchestration("welcome", function* (context) {
      return yield context.df.callActivity("greet", context.df.getInput());
    });
    app.http("order", {
      route: "orders/{name}",
      methods: ["POST"],
      extraInputs: [df.input.durableClient()],
      handler: async (request, context) => {
        const client = df.getClient(context);
        const id = await client.startNew("welcome", { input: { name: request.params.name } });
        return client.waitForCompletionOrCreateCheckStatusResponse(request, id, {
          timeoutInMilliseconds: 20000,
          retryIntervalInMilliseconds: 50,
        });
      },
    });
    app.timer("nightly", {
      schedule: "%NIGHTLY%",
      runOnStartup: true,
      handler: (timer, context) => context.log("next", timer.scheduleStatus.next),
    });
  `,
});

function appFolder(durableTask: object = {}): string {
  const folder = temporaryFolder(appFiles(durableTask));
  for (const name of ["@azure/functions", "durable-functions"]) {
    const path = join(folder, "node_modules", name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(join(root, "node_modules", name), path, "junction");
  }
  return folder;
}

type Line = Record<string, string>;

const linesOf = (host: HostProcess): Line[] =>
  host
    .output()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

describe("durable-host with an app of its own", () => {
  let host: HostProcess | undefined;
  afterEach(() => host?.stop());

  it.each([{ localRpcEndpointEnabled: true }, { localRpcEndpointEnabled: false }])(
    "runs it by its own settings: %j",
    async (durableTask) => {
      host = await startHostProcess({
        file: main.file,
        args: [appFolder(durableTask), "--json-logs"],
      });

      const { status, json } = await send(host.url, "/shop/orders/Ada", { method: "POST" });
      const hub = await send(host.url, "/runtime/webhooks/durabletask/instances");
      await host.stop();

      expect({ status, json }).toEqual({ status: 200, json: "good day, Ada" });
      const [instance] = hub.json as { instanceId: string; runtimeStatus: string }[];
      expect(instance).toMatchObject({ name: "welcome", runtimeStatus: "Completed" });
      const lines = linesOf(host);
      const greeting = lines.find(({ message }) => message === "greeting Ada");
      expect(greeting).toMatchObject({
        level: "information",
        category: "Function.greet.User",
        functionName: "greet",
        instanceId: instance!.instanceId,
      });
      const { invocationId } = greeting!;
      expect(lines).toContainEqual(
        expect.objectContaining({
          level: "debug",
          category: "Function.greet",
          message: `Executing 'Functions.greet' (Reason='(null)', Id=${invocationId})`,
          invocationId,
        }),
      );
      expect(lines.filter(({ functionName }) => functionName === "welcome")).toEqual([]);
      expect(lines.map(({ message }) => message)).toContainEqual(
        expect.stringMatching(/^next \d{4}-\d\d-\d\dT03:00:00\+0[12]:00$/),
      );
    },
  );
});

describe("local-host/", () => {
  it("knows nothing of what the app beside it is for", () => {
    const folder = join(root, "local-host");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
      /\.(?:ts|md)$/.test(name),
    );
    const about = /incident|sentinel|defender|analyst|containment|virustotal|servicenow/i;

    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((name) => about.test(readFileSync(join(folder, name), "utf8")))).toEqual(
      [],
    );
  });
});

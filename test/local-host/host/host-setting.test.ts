import { readHostSetting } from "../../../local-host/host-setting";
import type { Log } from "../../../local-host/log";
import { temporaryFolder } from "../../support/temporary-folder";

function read(hostJson: object, options: { verbose?: boolean; values?: object } = {}) {
  const lines: string[] = [];
  const log: Log = (level, message) => void lines.push(`${level}: ${message}`);
  const { values = {}, verbose = false } = options;
  const appDirectory = temporaryFolder({
    "host.json": hostJson,
    "local.settings.json": { Values: values },
  });
  return {
    lines,
    ...readHostSetting({ appDirectory, databaseFile: ":memory:", log, verbose, environment: {} }),
  };
}

const quiet = { logging: { logLevel: { default: "Error", "Function.sweep": "Warning" } } };

describe("readHostSetting()", () => {
  it("writes what host.json wants to read", () => {
    const { lines, log } = read(quiet);

    log("warning", "a");
    log("warning", "b", { category: "Function.sweep" });
    log("error", "c");

    expect(lines).toEqual(["warning: b", "error: c"]);
  });

  it("writes more when it is asked to, except where host.json names a category", () => {
    const { lines, log } = read(quiet, { verbose: true });

    log("debug", "a");
    log("debug", "b", { category: "Function.enrich" });
    log("debug", "c", { category: "Function.sweep" });

    expect(lines).toEqual(["debug: a", "debug: b"]);
  });

  it("lets the values of local.settings.json reach host.json, time zone and environment", () => {
    const setting = read(
      { extensions: { durableTask: { hubName: "%HUB%" } } },
      {
        values: {
          HUB: "Hub1",
          TZ: "Asia/Tokyo",
          AzureFunctionsJobHost__extensions__http__routePrefix: "v1",
        },
      },
    );

    expect(setting.hostJson).toMatchObject({ durableTask: { hubName: "Hub1" }, routePrefix: "v1" });
    expect(setting.zone.name).toBe("Asia/Tokyo");
    expect(setting.environment).toMatchObject({
      HUB: "Hub1",
      FUNCTIONS_WORKER_RUNTIME: "node",
      AZURE_FUNCTIONS_ENVIRONMENT: "Development",
    });
  });
});

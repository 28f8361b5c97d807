import { availableParallelism } from "node:os";
import { readHostJson } from "../../../local-host/host-json";
import { temporaryFolder } from "../../support/temporary-folder";

const read = (content: string | object, environment: Record<string, string> = {}) =>
  readHostJson(temporaryFolder({ "host.json": content }), environment);

describe("readHostJson()", () => {
  it("has the defaults of the Functions host", () => {
    const concurrency = 10 * availableParallelism();

    expect(read({ version: "2.0" })).toEqual({
      routePrefix: "api",
      bindsChunkedBodies: false,
      functionTimeoutMs: 1_800_000,
      logLevels: {},
      durableTask: {
        hubName: "TestHubName",
        connectionName: "Storage",
        maxConcurrentActivityFunctions: concurrency,
        maxConcurrentOrchestratorFunctions: concurrency,
        maxConcurrentEntityFunctions: concurrency,
        maxEntityOperationBatchSize: 5000,
        maxOrchestrationActions: 100_000,
        storeInputsInOrchestrationHistory: false,
        defaultAsyncRequestSleepTimeMilliseconds: 30_000,
        overridableExistingInstanceStates: "NonRunningStates",
        defaultVersion: undefined,
        localRpcEndpointEnabled: true,
        useGracefulShutdown: false,
      },
    });
  });

  it("reads what it obeys, and ignores the rest", () => {
    const settings = read(
      {
        version: "2.0",
        functionTimeout: "00:05:00",
        logging: { logLevel: { default: "Debug" } },
        extensions: {
          http: { routePrefix: "", enableChunkedRequestBinding: true },
          durableTask: {
            hubName: "%HUB%1",
            localRpcEndpointEnabled: false,
            useGracefulShutdown: true,
            extendedSessionsEnabled: true,
            partitionCount: "many",
            storageProvider: { type: "azureStorage", connectionName: "AzureWebJobsStorage" },
            maxConcurrentActivityFunctions: 3,
            httpSettings: { defaultAsyncRequestSleepTimeMilliseconds: 5 },
            storeInputsInOrchestrationHistory: true,
            overridableExistingInstanceStates: "AnyState",
            defaultVersion: "1.5",
          },
        },
      },
      { HUB: "Response" },
    );

    expect(settings).toMatchObject({
      routePrefix: "",
      bindsChunkedBodies: true,
      functionTimeoutMs: 300_000,
      logLevels: { default: "debug" },
      durableTask: {
        hubName: "Response1",
        localRpcEndpointEnabled: false,
        useGracefulShutdown: true,
        connectionName: "AzureWebJobsStorage",
        maxConcurrentActivityFunctions: 3,
        defaultAsyncRequestSleepTimeMilliseconds: 5,
        storeInputsInOrchestrationHistory: true,
        overridableExistingInstanceStates: "AnyState",
        defaultVersion: "1.5",
      },
    });
  });

  it("lets app settings win, whatever their case", () => {
    const settings = read(
      { extensions: { http: { routePrefix: "file" } } },
      {
        AzureFunctionsJobHost__extensions__http__routePrefix: "setting",
        AZUREFUNCTIONSJOBHOST__EXTENSIONS__HTTP__ENABLECHUNKEDREQUESTBINDING: "True",
        AzureFunctionsJobHost__functionTimeout: "-1",
        AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions: "7",
        AzureFunctionsJobHost__extensions__durableTask__hubName: "Overridden",
        AzureFunctionsJobHost__logging__logLevel__default: "Warning",
        "AzureFunctionsJobHost__logging__logLevel__Function.enrich": "Trace",
      },
    );

    expect(settings).toMatchObject({
      routePrefix: "setting",
      bindsChunkedBodies: true,
      functionTimeoutMs: undefined,
      logLevels: { default: "warning", "Function.enrich": "trace" },
      durableTask: { maxConcurrentActivityFunctions: 7, hubName: "Overridden" },
    });
  });

  it.each([
    [{ extensions: { http: { routePrefix: 5 } } }, "extensions.http.routePrefix must be text"],
    [
      { extensions: { http: { enableChunkedRequestBinding: "perhaps" } } },
      "enableChunkedRequestBinding must be true or false",
    ],
    [{ functionTimeout: "5 minutes" }, "functionTimeout must be a time such as 00:05:00, or -1"],
    [{ functionTimeout: "00:00:00" }, "functionTimeout must be a time"],
    [
      { extensions: { durableTask: { maxConcurrentActivityFunctions: 0 } } },
      "maxConcurrentActivityFunctions must be a positive number",
    ],
    [
      { extensions: { durableTask: { overridableExistingInstanceStates: "None" } } },
      "must be NonRunningStates or AnyState",
    ],
    [
      { extensions: { durableTask: { hubName: "my-hub" } } },
      'hubName must be 3 to 45 letters and digits, the first one a letter, and is "my-hub"',
    ],
    [
      { logging: { logLevel: { default: "Verbose" } } },
      "logging.logLevel.default must be Trace, Debug, Information, Warning, Error, Critical or None",
    ],
    [
      { extensions: { durableTask: { hubName: "%NOWHERE%" } } },
      'hubName names the app setting "NOWHERE", which is not set',
    ],
  ])("refuses %j", (content, reason) => {
    expect(() => read(content)).toThrow(reason);
  });

  it("does not look at the case of names, as .NET does not", () => {
    const settings = read({ Extensions: { durabletask: { HUBNAME: "Hub" } } });

    expect(settings.durableTask.hubName).toBe("Hub");
  });

  it("makes a hub's name from the site's", () => {
    expect(read({}, { WEBSITE_SITE_NAME: "my-site" }).durableTask.hubName).toBe("mysite");
  });

  it("says in one sentence where a file is malformed", () => {
    const text = '{\n  // comment\n  "version": "2.0"\n  "extensions": {}\n}';

    expect(() => read(text)).toThrow(
      /^Cannot read ".*host\.json": "," or "}" expected \(line 4, column 3\)$/,
    );
  });

  it("says where it looked when there is none", () => {
    expect(() => readHostJson(temporaryFolder(), {})).toThrow(/host\.json": is this the folder/);
  });
});

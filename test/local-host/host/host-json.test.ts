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
            hubName: "%HUB%-1",
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
      durableTask: {
        hubName: "Response-1",
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
      },
    );

    expect(settings).toMatchObject({
      routePrefix: "setting",
      bindsChunkedBodies: true,
      functionTimeoutMs: undefined,
      durableTask: { maxConcurrentActivityFunctions: 7 },
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
      { extensions: { durableTask: { hubName: "%NOWHERE%" } } },
      'hubName names the app setting "NOWHERE", which is not set',
    ],
  ])("refuses %j", (content, reason) => {
    expect(() => read(content)).toThrow(reason);
  });

  it("says where it looked when there is none", () => {
    expect(() => readHostJson(temporaryFolder(), {})).toThrow(/host\.json": is this the folder/);
  });
});

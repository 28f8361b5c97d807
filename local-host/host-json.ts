import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type Environment, type HostJsonReader, hostJsonReader } from "./host-json-reader";
import { hubNameOf } from "./hub-name";
import type { LogLevels } from "./log-levels";
import { readJsonFile } from "./read-json-file";

/** The settings of host.json that this host obeys. https://learn.microsoft.com/azure/azure-functions/functions-host-json */
export interface HostJson {
  routePrefix: string;
  bindsChunkedBodies: boolean;
  /** Undefined is no limit. */
  functionTimeoutMs: number | undefined;
  /** logging.logLevel; what it leaves out is at the host's default. */
  logLevels: LogLevels;
  durableTask: DurableTaskSettings;
}

/** https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-bindings#durable-functions-settings-in-hostjson */
export interface DurableTaskSettings {
  hubName: string;
  connectionName: string;
  maxConcurrentActivityFunctions: number;
  maxConcurrentOrchestratorFunctions: number;
  maxConcurrentEntityFunctions: number;
  maxEntityOperationBatchSize: number;
  maxOrchestrationActions: number;
  storeInputsInOrchestrationHistory: boolean;
  defaultAsyncRequestSleepTimeMilliseconds: number;
  overridableExistingInstanceStates: "NonRunningStates" | "AnyState";
  /** Of orchestrations that are started without a version. */
  defaultVersion: string | undefined;
  /** Whether the SDK's client gets an address of its own beside the management API. */
  localRpcEndpointEnabled: boolean;
  /** Whether a stop waits half a minute for what runs, and not a few seconds. */
  useGracefulShutdown: boolean;
}

/** Reads host.json of an app, with the overrides that app settings make (`AzureFunctionsJobHost__…`). */
export function readHostJson(appDirectory: string, environment: Environment): HostJson {
  const path = join(appDirectory, "host.json");
  const file = readJsonFile(path);
  if (!file) throw new Error(`Cannot read "${path}": is this the folder of a Functions app?`);
  const setting = hostJsonReader(file, environment, path);
  return {
    routePrefix: setting.text("extensions.http.routePrefix", "api"),
    bindsChunkedBodies: setting.flag("extensions.http.enableChunkedRequestBinding", false),
    functionTimeoutMs: setting.timeout("functionTimeout", "00:30:00"),
    logLevels: setting.levels("logging.logLevel"),
    durableTask: durableTaskSettings(setting, environment),
  };
}

function durableTaskSettings(
  setting: HostJsonReader,
  environment: Environment,
): DurableTaskSettings {
  const concurrency = 10 * availableParallelism();
  return {
    hubName: hubNameOf(
      setting.text(at("hubName"), ""),
      environment["WEBSITE_SITE_NAME"],
      (expected) => setting.refuse(at("hubName"), expected),
    ),
    connectionName: setting.text(at("storageProvider.connectionName"), "Storage"),
    maxConcurrentActivityFunctions: setting.count(
      at("maxConcurrentActivityFunctions"),
      concurrency,
    ),
    maxConcurrentOrchestratorFunctions: setting.count(
      at("maxConcurrentOrchestratorFunctions"),
      concurrency,
    ),
    maxConcurrentEntityFunctions: setting.count(at("maxConcurrentEntityFunctions"), concurrency),
    maxEntityOperationBatchSize: setting.count(at("maxEntityOperationBatchSize"), 5000),
    maxOrchestrationActions: setting.count(at("maxOrchestrationActions"), 100_000),
    storeInputsInOrchestrationHistory: setting.flag(at("storeInputsInOrchestrationHistory"), false),
    defaultAsyncRequestSleepTimeMilliseconds: setting.count(
      at("httpSettings.defaultAsyncRequestSleepTimeMilliseconds"),
      30_000,
    ),
    overridableExistingInstanceStates: setting.oneOf(at("overridableExistingInstanceStates"), [
      "NonRunningStates",
      "AnyState",
    ] as const),
    defaultVersion: setting.text(at("defaultVersion"), "") || undefined,
    localRpcEndpointEnabled: setting.flag(at("localRpcEndpointEnabled"), true),
    useGracefulShutdown: setting.flag(at("useGracefulShutdown"), false),
  };
}

const at = (name: string): string => `extensions.durableTask.${name}`;

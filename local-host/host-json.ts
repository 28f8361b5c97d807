import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type JsonObject, isObject, readJsonFile } from "./read-json-file";
import { parseTimeSpan } from "./time-span";

/** The settings of host.json that this host obeys. https://learn.microsoft.com/azure/azure-functions/functions-host-json */
export interface HostJson {
  routePrefix: string;
  bindsChunkedBodies: boolean;
  /** Undefined is no limit. */
  functionTimeoutMs: number | undefined;
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
}

type Environment = Record<string, string | undefined>;

/** Reads host.json of an app, with the overrides that app settings make (`AzureFunctionsJobHost__…`). */
export function readHostJson(appDirectory: string, environment: Environment): HostJson {
  const path = join(appDirectory, "host.json");
  const file = readJsonFile(path);
  if (!file) throw new Error(`Cannot read "${path}": is this the folder of a Functions app?`);
  const setting = reader(file, environment, path);
  return {
    routePrefix: setting.text("extensions.http.routePrefix", "api"),
    bindsChunkedBodies: setting.flag("extensions.http.enableChunkedRequestBinding", false),
    functionTimeoutMs: setting.timeout("functionTimeout", "00:30:00"),
    durableTask: durableTaskSettings(setting),
  };
}

function durableTaskSettings(setting: Reader): DurableTaskSettings {
  const concurrency = 10 * availableParallelism();
  return {
    hubName: setting.text(at("hubName"), "TestHubName"),
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
  };
}

const at = (name: string): string => `extensions.durableTask.${name}`;

interface Reader {
  text(path: string, otherwise: string): string;
  flag(path: string, otherwise: boolean): boolean;
  count(path: string, otherwise: number): number;
  timeout(path: string, otherwise: string): number | undefined;
  /** The first one when nothing is said. */
  oneOf<const T extends string>(path: string, values: readonly [T, ...T[]]): T;
}

function reader(file: JsonObject, environment: Environment, where: string): Reader {
  const valueAt = (path: string): unknown => override(environment, path) ?? lookUp(file, path);
  const refuse = (path: string, expected: string): never => {
    throw new Error(`Cannot read "${where}": ${path} must be ${expected}`);
  };
  return {
    text(path, otherwise) {
      const value = valueAt(path) ?? otherwise;
      return typeof value === "string"
        ? replaceSettings(value, environment, path, where)
        : refuse(path, "text");
    },
    flag(path, otherwise) {
      const value = valueAt(path) ?? otherwise;
      if (typeof value === "boolean") return value;
      // An override is text.
      const word = typeof value === "string" ? value.toLowerCase() : "";
      return word === "true" || (word === "false" ? false : refuse(path, "true or false"));
    },
    count(path, otherwise) {
      const value = Number(valueAt(path) ?? otherwise);
      return Number.isSafeInteger(value) && value > 0 ? value : refuse(path, "a positive number");
    },
    timeout(path, otherwise) {
      const value = valueAt(path) ?? otherwise;
      if (value === "-1" || value === -1) return undefined;
      const span = typeof value === "string" ? parseTimeSpan(value) : undefined;
      return span === undefined || span <= 0
        ? refuse(path, "a time such as 00:05:00, or -1")
        : span;
    },
    oneOf(path, values) {
      const value = valueAt(path) ?? values[0];
      return values.find((known) => known === value) ?? refuse(path, values.join(" or "));
    },
  };
}

function lookUp(file: JsonObject, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), file);
}

/** `AzureFunctionsJobHost__extensions__durableTask__hubName` wins over the file, in any case. */
function override(environment: Environment, path: string): string | undefined {
  const wanted = `azurefunctionsjobhost__${path.replaceAll(".", "__")}`.toLowerCase();
  return Object.entries(environment).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

/** `%NAME%` is the app setting of that name. */
function replaceSettings(
  text: string,
  environment: Environment,
  path: string,
  where: string,
): string {
  return text.replaceAll(/%([^%]+)%/g, (_found, name: string) => {
    const value = environment[name];
    if (value !== undefined) return value;
    throw new Error(
      `Cannot read "${where}": ${path} names the app setting "${name}", which is not set`,
    );
  });
}

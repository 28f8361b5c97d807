import { dirname, join, resolve } from "node:path";
import { type Clock, realClock } from "./clock";
import { type HostJson, readHostJson } from "./host-json";
import { type Keys, openKeys } from "./keys/keys";
import type { Log } from "./log";
import { type LocalSettings, applySettings, readLocalSettings } from "./settings";
import { type Warn, type Warnings, createWarnings } from "./warnings";

/** Everything that a host knows before it loads the app. */
export interface HostSetting {
  appDirectory: string;
  hostJson: HostJson;
  local: LocalSettings;
  clock: Clock;
  log: Log;
  warnings: Warnings;
  environment: Record<string, string | undefined>;
  /** Undefined when nobody is asked for a key. */
  keys: Keys | undefined;
}

/** Reads an app's settings files, and puts what they say into its environment. */
export function readHostSetting(options: {
  appDirectory: string;
  clock?: Clock;
  log?: Log;
  onWarning?: Warn;
  strict?: boolean;
  environment?: Record<string, string | undefined>;
  databaseFile: string;
  asksForKeys?: boolean;
}): HostSetting {
  const environment = options.environment ?? process.env;
  const appDirectory = resolve(options.appDirectory);
  const local = readLocalSettings(appDirectory);
  applySettings(local.values, environment);
  applySettings(
    { FUNCTIONS_WORKER_RUNTIME: "node", AZURE_FUNCTIONS_ENVIRONMENT: "Development" },
    environment,
  );
  const log: Log = options.log ?? (() => undefined);
  const { strict: isStrict = false, onWarning } = options;
  return {
    appDirectory,
    hostJson: readHostJson(appDirectory, environment),
    local,
    clock: options.clock ?? realClock,
    log,
    warnings: createWarnings({ log, isStrict, onWarning }),
    environment,
    keys: options.asksForKeys ? openKeys(keysFile(options.databaseFile), environment) : undefined,
  };
}

/** Beside the database; one that is in memory has no such place. */
const keysFile = (databaseFile: string): string | undefined =>
  databaseFile === ":memory:" ? undefined : join(dirname(databaseFile), "keys.json");

/** `AzureWebJobs.<name>.Disabled`, or with underscores where dots are not allowed in a name. */
export const isDisabled = ({ environment }: HostSetting, name: string): boolean =>
  /^(true|1)$/i.test(
    environment[`AzureWebJobs.${name}.Disabled`] ??
      environment[`AzureWebJobs_${name}_Disabled`] ??
      "",
  );

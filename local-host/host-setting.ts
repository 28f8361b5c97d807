import { dirname, join, resolve } from "node:path";
import { type Clock, realClock } from "./clock";
import { type HostJson, readHostJson } from "./host-json";
import { type Keys, openKeys } from "./keys/keys";
import type { Log } from "./log";
import { withLevels } from "./log-levels";
import { type LocalSettings, applySettings, readLocalSettings } from "./settings";
import { type TimeZone, timeZoneOf } from "./triggers/time-zone";
import { type Warn, type Warnings, createWarnings } from "./warnings";

/** Everything that a host knows before it loads the app. */
export interface HostSetting {
  appDirectory: string;
  hostJson: HostJson;
  local: LocalSettings;
  clock: Clock;
  /** Leaves out what host.json does not want to read. */
  log: Log;
  warnings: Warnings;
  environment: Record<string, string | undefined>;
  /** Undefined when nobody is asked for a key. */
  keys: Keys | undefined;
  /** Where the clock on the wall hangs, for timers. */
  zone: TimeZone;
}

/** Reads an app's settings files, and puts what they say into its environment. */
export function readHostSetting(options: {
  appDirectory: string;
  clock?: Clock;
  log?: Log;
  onWarning?: Warn;
  strict?: boolean;
  verbose?: boolean;
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
  const hostJson = readHostJson(appDirectory, environment);
  const { strict: isStrict = false, onWarning } = options;
  const log = withLevels(options.log ?? (() => undefined), {
    ...hostJson.logLevels,
    ...(options.verbose && { default: "debug" }),
  });
  return {
    appDirectory,
    hostJson,
    local,
    clock: options.clock ?? realClock,
    log,
    warnings: createWarnings({ log, isStrict, onWarning }),
    environment,
    keys: options.asksForKeys ? openKeys(keysFile(options.databaseFile), environment) : undefined,
    zone: timeZoneOf(environment),
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

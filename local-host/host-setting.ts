import { resolve } from "node:path";
import { type Clock, realClock } from "./clock";
import { type HostJson, readHostJson } from "./host-json";
import type { Log } from "./log";
import { withLevels } from "./log-levels";
import { type LocalSettings, applySettings, readLocalSettings } from "./settings";
import { type TimeZone, timeZoneOf } from "./triggers/time-zone";

/** Everything that a host knows before it loads the app. */
export interface HostSetting {
  appDirectory: string;
  hostJson: HostJson;
  local: LocalSettings;
  clock: Clock;
  /** Leaves out what host.json does not want to read. */
  log: Log;
  environment: Record<string, string | undefined>;
  /** Where the clock on the wall hangs, for timers. */
  zone: TimeZone;
}

/** Reads an app's settings files, and puts what they say into its environment. */
export function readHostSetting(options: {
  appDirectory: string;
  clock?: Clock;
  log?: Log;
  verbose?: boolean;
  environment?: Record<string, string | undefined>;
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
  return {
    appDirectory,
    hostJson,
    local,
    clock: options.clock ?? realClock,
    log: withLevels(options.log ?? (() => undefined), {
      ...hostJson.logLevels,
      ...(options.verbose && { default: "debug" }),
    }),
    environment,
    zone: timeZoneOf(environment),
  };
}

/** `AzureWebJobs.<name>.Disabled`, or with underscores where dots are not allowed in a name. */
export const isDisabled = ({ environment }: HostSetting, name: string): boolean =>
  /^(true|1)$/i.test(
    environment[`AzureWebJobs.${name}.Disabled`] ??
      environment[`AzureWebJobs_${name}_Disabled`] ??
      "",
  );

import { realClock } from "../clock";
import { knownFunctions } from "../engine/known-functions";
import { isDisabled, readHostSetting } from "../host-setting";
import { protocolSettings } from "../host-engine";
import { createV3Protocol } from "../protocol/v3/v3-protocol";
import { loadApp } from "../worker/load-app";
import { checkRuns } from "./check-runs";
import type { ReplayCheckOptions } from "./command-line";
import { jsonReport, textReport, totals } from "./report";
import { openStoredRuns } from "./stored-runs";

/**
 * Loads an app and replays what a host has stored. Neither triggers nor an engine are made, so
 * activities, entities, timers and HTTP have nothing that could start them; what the app does while it
 * is loaded, it does. The result is the code to end with.
 */
export async function replayCheck(
  options: ReplayCheckOptions,
  write: (line: string) => void,
): Promise<0 | 1> {
  const { appDirectory, databaseFile } = options;
  // Before the app's folder becomes the working directory, and before its code does anything.
  const stored = openStoredRuns(databaseFile);
  try {
    const setting = readHostSetting({ appDirectory, databaseFile });
    const worker = await loadApp(appDirectory, {
      inputs: () => undefined,
      log: () => undefined,
      warn: () => undefined,
      clock: realClock,
      timeoutMs: setting.hostJson.functionTimeoutMs,
    });
    const started = performance.now();
    const report = options.json ? jsonReport(write) : textReport(write);
    const counts = await checkRuns(
      {
        protocol: createV3Protocol(worker, { ...protocolSettings(setting), isTraced: true }),
        functions: knownFunctions({
          functions: worker.functions.filter(({ name }) => !isDisabled(setting, name)),
        }),
        onFinding: (finding) => report.finding(finding),
      },
      stored.all(options),
    );
    const seconds = (performance.now() - started) / 1000;
    report.end({ database: databaseFile, app: appDirectory, seconds, counts });
    await worker.stop();
    const { breaks, differs, finishedDiffers } = totals(counts);
    return breaks > 0 || (options.isStrict && differs + finishedDiffers > 0) ? 1 : 0;
  } finally {
    stored.close();
  }
}

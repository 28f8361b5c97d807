import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

/** What `--help` prints. */
export const replayCheckHelp = `Replays what a host has stored with the code of today, and runs nothing but orchestrators.

Usage: durable-host replay-check [folder] [options]

  folder                  the app as it would be deployed (default: here)
  --database <file>       what a host has stored; it may be running (default: .local/durable.db in
                          the folder)
  --running               leave out runs that have ended
  --all                   end with 1 also for runs that go, or would have gone, another way
  --json                  one JSON object a line: each finding, then a summary
  --help                  this text

Ends with 0 when no run would break, with 1 when one would, with 2 when nothing could be checked.
`;

export interface ReplayCheckOptions {
  appDirectory: string;
  databaseFile: string;
  runningOnly: boolean;
  /** Whether a run that only differs is as bad as one that breaks. */
  isStrict: boolean;
  json: boolean;
}

/** Reads the command line after `replay-check`; undefined asks for help. Throws one sentence about a mistake. */
export function readReplayCheck(args: string[]): ReplayCheckOptions | undefined {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      database: { type: "string" },
      running: { type: "boolean", default: false },
      all: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return undefined;
  const [folder = ".", ...more] = positionals;
  if (more.length > 0) throw new Error(`One folder expected, found also "${more.join('", "')}"`);
  const appDirectory = resolve(folder);
  return {
    appDirectory,
    databaseFile: values.database
      ? resolve(values.database)
      : join(appDirectory, ".local", "durable.db"),
    runningOnly: values.running,
    isStrict: values.all,
    json: values.json,
  };
}

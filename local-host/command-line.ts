import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { HostOptions } from "./host";

/** What `--help` prints. */
export const helpText = `Runs an Azure Functions app with Durable Functions on this machine.

Usage: durable-host [folder] [options]
       durable-host replay-check [folder] [options]    whether new code would break what runs

  folder                  the app, with host.json and package.json (default: here)
  --port <number>         where it listens, on 127.0.0.1 only (default: Host.LocalHttpPort of
                          local.settings.json, or 7071; 0 takes a free one)
  --database <file>       what runs, and what has run (default: .local/durable.db in the folder;
                          ":memory:" forgets it at the end)
  --durability <level>    normal survives the end of the process, full also a power failure
  --keys                  asks callers for function keys, as Azure does; they are made at the first
                          start and kept in keys.json beside the database, unless the
                          environment variable DURABLE_HOST_KEYS brings them, as JSON
  --strict                a warning is an error: a flow that breaks a rule fails, and the host ends
                          with 1
  --verbose               also each activity, entity and turn of an orchestration, where host.json
                          says nothing else (logging.logLevel)
  --json-logs             one JSON object a line
  --help                  this text
`;

/** What a command line asks for. */
export type Command =
  | { help: true }
  | { help: false; jsonLogs: boolean; host: Omit<HostOptions, "log" | "clock" | "environment"> };

/** Reads a command line, without the name of the program. Throws one sentence about a mistake. */
export function readCommandLine(args: string[]): Command {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      port: { type: "string" },
      database: { type: "string" },
      durability: { type: "string", default: "normal" },
      keys: { type: "boolean", default: false },
      strict: { type: "boolean", default: false },
      verbose: { type: "boolean", default: false },
      "json-logs": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return { help: true };
  const [folder = ".", ...more] = positionals;
  if (more.length > 0) throw new Error(`One folder expected, found also "${more.join('", "')}"`);
  if (values.durability !== "normal" && values.durability !== "full") {
    throw new Error(`--durability must be normal or full, not "${values.durability}"`);
  }
  const appDirectory = resolve(folder);
  return {
    help: false,
    jsonLogs: values["json-logs"],
    host: {
      appDirectory,
      port: portOf(values.port),
      databaseFile: databaseOf(values.database) ?? join(appDirectory, ".local", "durable.db"),
      durability: values.durability,
      asksForKeys: values.keys,
      strict: values.strict,
      verbose: values.verbose,
    },
  };
}

/** A file is named from where the command was given, wherever the app runs. */
const databaseOf = (text: string | undefined): string | undefined =>
  text === undefined || text === ":memory:" ? text : resolve(text);

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`--port must be a number from 0 to 65535, not "${text}"`);
}

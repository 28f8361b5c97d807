import { readReplayCheck, replayCheckHelp } from "./command-line";
import { replayCheck } from "./replay-check";

/**
 * The command, given what follows its name. Standard output is for the report alone: what the app
 * prints goes to standard error. Ends the process, whatever the app has left open.
 */
export async function runReplayCheck(args: string[]): Promise<void> {
  let written = Promise.resolve();
  globalThis.console = new console.Console(process.stderr, process.stderr);
  process.once("SIGINT", () => process.exit(130));
  const options = readReplayCheck(args);
  if (!options) {
    await write(replayCheckHelp);
    return;
  }
  const code = await replayCheck(options, (line) => {
    written = write(`${line}\n`);
  });
  await written;
  process.exit(code);
}

const write = (text: string): Promise<void> =>
  new Promise((done) => process.stdout.write(text, () => done()));

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { follow } from "./follow/follow";
import { isAnswered, sayEnding } from "./follow/summary";
import { say } from "./follow/terminal";
import { endOnSignal, failWith } from "./run/end-on-signal";
import { freshSample, postIncident, setScene } from "./run/incident-file";
import { type System, startSystem } from "./run/system";

/** Answers the sample on free ports with empty databases, and is gone: exit code 0 when answered. */
async function main(): Promise<number> {
  const dataFolder = mkdtempSync(join(tmpdir(), "durable-response-demo-"));
  process.once("exit", () => rmSync(dataFolder, { recursive: true, force: true }));
  let system: System | undefined;
  endOnSignal(async () => system?.stop(), 130);
  system = await startSystem({ port: 0, simulatorsPort: 0, dataFolder }, say);
  try {
    const { body, scene } = freshSample();
    await setScene(system.simulatorsUrl, scene);
    const { statusQueryGetUri } = await postIncident(system.hostUrl, body);
    const ending = await follow(statusQueryGetUri);
    sayEnding(ending);
    return isAnswered(ending) ? 0 : 1;
  } finally {
    await system.stop();
  }
}

main().then((code) => process.exit(code), failWith);

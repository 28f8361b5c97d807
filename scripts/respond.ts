import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Mode } from "../domain/rehearsal";
import { follow } from "./follow/follow";
import { isAnswered, sayEnding } from "./follow/summary";
import { say } from "./follow/terminal";
import { failWith } from "./run/end-on-signal";
import { type Posted, postIncident } from "./run/incident-file";

const usage = `npm run respond -- FILE [--what-if] [--url http://localhost:7071]
Posts an incident file to the running host and follows its run.
--what-if changes nothing anywhere: it prints every request that would be sent, and why.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      "what-if": { type: "boolean", default: false },
      url: { type: "string", default: "http://localhost:7071" },
      help: { type: "boolean", default: false },
    },
  });
  const [file] = positionals;
  if (values.help || file === undefined) {
    say(usage);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const { statusQueryGetUri, answeredSince } = await post(
    values.url,
    textOf(file),
    values["what-if"] ? "what-if" : "live",
  );
  if (answeredSince) {
    const since = answeredSince.toLocaleTimeString("en-GB");
    say(`This incident arrived before, at ${since}. Nothing is done twice; its run:\n`);
  }
  const ending = await follow(statusQueryGetUri);
  sayEnding(ending);
  process.exitCode = isAnswered(ending) ? 0 : 1;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`Cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
}

async function post(url: string, body: string, mode: Mode): Promise<Posted> {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
    throw new Error(`--url must be an address such as http://localhost:7071, not "${url}"`);
  }
  try {
    return await postIncident(url.replace(/\/$/, ""), body, mode);
  } catch (error) {
    if (error instanceof TypeError)
      throw new Error(`No host answers at ${url}: is "npm start" running?`, { cause: error });
    throw error;
  }
}

main().catch(failWith);

import { fork, spawnSync } from "node:child_process";
import { join } from "node:path";
import { statSync } from "node:fs";
import type { Cost, Work } from "./measured";

/** As `npm run sweep` has them: V8 otherwise lets its heap grow by what lies in it unused, and that by the length of the log. */
const HEAP = ["--max-semi-space-size=8", "--heap-growing-percent=50"];

/** Does a piece of work in a process of its own. */
export function costOf(work: Work): Promise<Cost> {
  return new Promise((resolve, reject) => {
    const child = fork(join(__dirname, "measured.js"), [JSON.stringify(work)], { execArgv: HEAP });
    child.once("message", (cost: Cost) => resolve(cost));
    child.once("error", reject);
    child.once("exit", (code) =>
      reject(new Error(`Measuring ${work.kind} of ${work.file} ended with ${code}`)),
    );
  });
}

/** Of a log-in over SSH, with all that a search for it would name. */
const PATTERN =
  "sshd\\[[0-9]+\\]: (Failed|Accepted) [a-z/-]+ for (invalid user )?[^ ]* from [0-9.]+ port [0-9]+";

/**
 * Bytes per CPU second of a program that counts the lines with log-ins; undefined where it is not installed. It writes into a pipe: into
 * /dev/null, grep would end at its first hit.
 */
export function searchRate(program: "grep" | "rg", file: string): number | undefined {
  const found = spawnSync(
    "bash",
    [
      "-c",
      'set -o pipefail; TIMEFORMAT="%3U %3S"; time LC_ALL=C "$1" -c ${3:+-E} -e "$2" "$4" | cat',
      "_",
      program,
      PATTERN,
      program === "grep" ? "-E" : "",
      file,
    ],
    { encoding: "utf8" },
  );
  const [, user, system] = /(\d+\.\d+) (\d+\.\d+)\s*$/.exec(found.stderr) ?? [];
  if (found.error || found.status !== 0 || user === undefined) return undefined;
  return statSync(file).size / Math.max(0.001, Number(user) + Number(system));
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { openAll } from "../../../scripts/sweep/open";
import { optionsOf } from "../../../scripts/sweep/options";
import { sweepAll } from "../../../scripts/sweep/run";
import { openState } from "../../../scripts/sweep/state";
import { standingIn } from "../../../sweeps/files/standing";
import type { Finding } from "../../../sweeps/finding";
import { temporaryFolder } from "../../support/temporary-folder";
import { detector, failure, ruleSet } from "./support";

const root = join(__dirname, "../../..");

let folder: string;
let log: string;
let state: string;
beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(join(folder, "logs"));
  log = join(folder, "logs", "auth.log");
  state = join(folder, "logs", "sweep.state");
});

/** Lines at the start, in the middle and at the end of a file that is empty otherwise. */
function writeLog(size: number): void {
  writeFileSync(log, "");
  truncateSync(log, size);
  const to = openSync(log, "r+");
  const lines = (from: number): string =>
    `\n${[0, 1, 2, 3].map((second) => failure(from + second)).join("")}`;
  writeSync(to, lines(0).slice(1), 0);
  writeSync(to, lines(4), size / 2);
  writeSync(to, lines(8), size - lines(8).length);
  closeSync(to);
}

const args = (): string[] => [join(folder, "logs"), "--format", "syslog", "--state", state];

/** Sweeps until so many bytes were read, as if somebody pressed Ctrl-C then; goes on from the state, and keeps where it stands. */
async function sweepUntil(bytes: number) {
  const kept = openState(state, "this sweep");
  const stop = new AbortController();
  const result = await sweepAll({
    sources: await openAll(optionsOf(args())!, ruleSet),
    detector,
    signal: stop.signal,
    show: (standing) => {
      if (standing.bytes >= bytes) stop.abort();
    },
    state: kept,
  });
  kept.close();
  return { ...result, isAborted: stop.signal.aborted };
}

test("A sweep that is interrupted twice finds what one sweep finds, and reads nothing twice.", async () => {
  const size = 200_000_000;
  writeLog(size);
  const { swept: whole } = await sweepUntil(Infinity);
  expect(whole.findings.map(({ count }) => count)).toEqual([12, 12]);
  rmSync(state);

  const first = await sweepUntil(50_000_000);
  expect(first).toMatchObject({ isAborted: true, swept: { records: 4, findings: [] } });
  expect(standingIn(first.cursor)?.file).toBe("auth.log");
  expect(standingIn(first.cursor)?.offset).toBeGreaterThanOrEqual(50_000_000);
  expect(standingIn(first.cursor)?.offset).toBeLessThan(size / 2);
  const second = await sweepUntil(150_000_000);
  expect(second).toMatchObject({ isAborted: true, swept: { records: 8 } });
  const last = await sweepUntil(Infinity);

  // Each interruption may be a revision of a finding.
  const asOne = (findings: readonly Finding[]) =>
    findings.map((finding) => ({ ...finding, revision: 0 })).toSorted(byKey);
  expect(asOne(last.swept.findings)).toEqual(asOne(whole.findings));
  expect(last.swept).toMatchObject({ bytes: whole.bytes, records: 12 });
});

const byKey = (one: Finding, other: Finding): number => one.key.localeCompare(other.key);

test("Ctrl-C ends the command with 130 and a sentence that says where it stands and how it goes on.", async () => {
  // So large that no machine is at its end before the signal comes.
  writeLog(20_000_000_000);
  const child = spawn(
    process.execPath,
    [join(root, "dist/scripts/sweep.js"), "--rules", join(root, "rules"), ...args()],
    { env: { ...process.env, NODE_NO_WARNINGS: "1" }, stdio: ["ignore", "ignore", "pipe"] },
  );
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const closed = once(child, "close");
  while (!existsSync(state)) await new Promise((resolve) => setImmediate(resolve));
  child.kill("SIGINT");
  const [code] = (await closed) as [number | null];
  expect(code).toBe(130);
  expect(said).toMatch(
    /^Interrupted after \S+ [kMG]?B of 20\.0 GB.*: what is said above is of what was read until then; the same command goes on from there, by \S+sweep\.state$/m,
  );
  expect(existsSync(state)).toBe(true);
});

test("A state is one process's alone, and of one sweep alone; it goes when that is done.", () => {
  const one = openState(state, { paths: ["a"] });
  expect(() => openState(state, { paths: ["a"] })).toThrow(/another sweep is using it$/);
  expect(one.stand()).toBeUndefined();
  one.close();
  expect(() => openState(state, { paths: ["b"] })).toThrow(
    /it was kept by a sweep of other paths, rules or options; give those again, or delete it/,
  );
  const again = openState(state, { paths: ["a"] });
  again.done();
  again.close();
  expect(existsSync(state)).toBe(false);
  writeFileSync(state, "no state at all, but somebody's text");
  expect(() => openState(state, {})).toThrow(/^Cannot go on with \S+: file is not a database$/);
  expect(readFileSync(state, "utf8")).toBe("no state at all, but somebody's text");
});

import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../support/temporary-folder";
import { HONEST, bruteForce, putHonestLog, sweep, sweepByCommand } from "./support";

const OTHER = "203.0.113.77";
const FOUND = `Brute force from one source: ${OTHER} 8`;
const LINKED_FOLDER =
  "Is a link to a folder of its own root and was not followed: what is in there is read where it lies, if a glob matches it there.";
const LEADS_OUT =
  "Was not read: it is a link that leads out of its root; declare where it leads to as a root.";
const CIRCLE = "Is a link, or links that lead in a circle (ELOOP), and is not followed.";

let folder: string;
let path: (name: string) => string;
beforeEach(() => {
  folder = temporaryFolder();
  path = (name) => join(folder, name);
  mkdirSync(path("logs/deep/er"), { recursive: true });
  putHonestLog(path("logs"));
});

test("Links to folders, the root among them, are told and never followed: each log counts once.", async () => {
  symlinkSync(".", path("logs/root"));
  symlinkSync("../..", path("logs/deep/er/root"));
  symlinkSync("deep", path("logs/shallow"));
  writeFileSync(path("logs/deep/auth.log"), bruteForce(OTHER));
  symlinkSync("deep/auth.log", path("logs/current.log"));
  const { found, notices } = await sweep(path("logs"));
  expect(found).toEqual([FOUND, HONEST]);
  expect(notices.toSorted()).toEqual([
    `warning deep/er/root: ${LINKED_FOLDER}`,
    `warning root: ${LINKED_FOLDER}`,
    `warning shallow: ${LINKED_FOLDER}`,
  ]);
});

test("Links out of the root, and in circles, are told and not followed.", async () => {
  mkdirSync(path("logs-other"));
  writeFileSync(path("logs-other/auth.log"), bruteForce(OTHER));
  symlinkSync("../logs-other/auth.log", path("logs/file.log"));
  symlinkSync("../logs-other", path("logs/folder"));
  symlinkSync("/dev/zero", path("logs/zero.log"));
  symlinkSync("b.log", path("logs/a.log"));
  symlinkSync("a.log", path("logs/b.log"));
  symlinkSync("self.log", path("logs/self.log"));
  const { found, notices } = await sweep(path("logs"));
  expect(found).toEqual([HONEST]);
  expect(notices.toSorted()).toEqual([
    `error a.log: ${CIRCLE}`,
    `error b.log: ${CIRCLE}`,
    `error file.log: ${LEADS_OUT}`,
    `error folder: ${LEADS_OUT}`,
    `error self.log: ${CIRCLE}`,
    `error zero.log: ${LEADS_OUT}`,
  ]);
});

test("Files and folders of others that may not be read are told, and keep nothing from being found.", async () => {
  for (const each of [folder, path("logs"), path("logs/zz-honest.log")]) chmodSync(each, 0o755);
  writeFileSync(path("logs/denied.log"), bruteForce(OTHER));
  writeFileSync(path("logs/deep/auth.log"), bruteForce(OTHER));
  chmodSync(path("logs/denied.log"), 0);
  chmodSync(path("logs/deep"), 0);
  // What is loaded while it sweeps must be loaded before: its files may be of another user, too.
  await sweep(path("logs/zz-honest.log"));
  const isSuperuser = process.geteuid?.() === 0;
  if (isSuperuser) process.seteuid?.(65_534);
  const swept = await sweep(path("logs")).finally(() => isSuperuser && process.seteuid?.(0));
  chmodSync(path("logs/deep"), 0o755);
  const denied =
    "Could not be read: permission denied; give the sweep's account the right to read it.";
  expect(swept.found).toEqual([HONEST]);
  expect(swept.notices.toSorted()).toEqual([
    `error deep: ${denied}`,
    `error denied.log: ${denied}`,
  ]);
});

test("Some thousand files are swept in bounded memory, and one brute force over all of them is one finding.", () => {
  const lines = bruteForce(OTHER).trimEnd().split("\n");
  for (let index = 0; index < 3_000; index += 1) {
    if (index % 100 === 0) mkdirSync(path(`logs/${index / 100}`));
    writeFileSync(
      path(`logs/${Math.floor(index / 100)}/${index}.log`),
      index % 375 === 0 ? `${lines[index / 375]}\n` : "2026-01-05T08:00:00+00:00 web1 cron[1]: x\n",
    );
  }
  const { code, found, said, peakMb } = sweepByCommand(path("logs"));
  expect(found).toEqual([FOUND, HONEST]);
  expect(said).toHaveLength(1);
  expect(code).toBe(0);
  expect(peakMb).toBeLessThan(200);
});

import { closeSync, openSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../support/temporary-folder";
import {
  ATTACKER,
  HONEST,
  bruteForce,
  failure,
  putHonestLog,
  sweep,
  sweepByCommand,
} from "./support";

const OTHER = "203.0.113.77";
const found = (address: string, count: number): string =>
  `Brute force from one source: ${address} ${count}`;

let folder: string;
let log: string;
beforeEach(() => {
  folder = temporaryFolder();
  log = join(folder, "auth.log");
  putHonestLog(folder);
});

/** Some text, so many zero bytes that take no room on the disk, and some more text. */
function writeSparse(file: string, before: string, zeros: number, after: string): void {
  writeFileSync(file, before);
  truncateSync(file, before.length + zeros);
  const to = openSync(file, "a");
  writeSync(to, after);
  closeSync(to);
}

test("A line of 100 MB is told and costs no memory, and what comes after it is found.", () => {
  writeSparse(log, "x", 100_000_000, `\n${bruteForce(OTHER)}`);
  const { code, found: all, said, peakMb } = sweepByCommand(folder, ["--format", "syslog"]);
  expect(all).toEqual([found(OTHER, 8), HONEST]);
  expect(said).toContain(
    "error: auth.log: 1 lines longer than 1048576 bytes were skipped, the first at byte 0.",
  );
  expect(code).toBe(2);
  expect(peakMb).toBeLessThan(200);
});

test("A hundred lines of a megabyte are read or told, one by one.", () => {
  const to = openSync(log, "w");
  writeSync(to, bruteForce(OTHER));
  for (let line = 0; line < 100; line += 1)
    writeSync(to, `${failure(line, OTHER).slice(0, 60)}${"a".repeat(1_048_500 + line)}\n`);
  closeSync(to);
  const { found: all, said, peakMb } = sweepByCommand(folder);
  expect(all).toEqual([found(OTHER, 8), HONEST]);
  expect(said.join("\n")).toMatch(/error: auth.log: \d+ lines longer than 1048576 bytes/);
  expect(peakMb).toBeLessThan(250);
});

test("NUL bytes that a truncation left before, between and after lines are told, and hide nothing.", async () => {
  writeSparse(log, "", 30_000_000, bruteForce(OTHER).slice(0, 300));
  const rest = bruteForce(OTHER).slice(300);
  writeSparse(join(folder, "b.log"), bruteForce("203.0.113.78"), 20_000_000, failure(9));
  const to = openSync(log, "a");
  writeSync(to, rest);
  closeSync(to);
  truncateSync(log, 40_000_000);
  const { found: all, notices } = await sweep(folder);
  expect(all).toEqual([
    found(OTHER, 8),
    found("203.0.113.78", 8),
    `Brute force from one source: ${ATTACKER} 9`,
  ]);
  const nuls = 40_000_000 - bruteForce(OTHER).length;
  expect(notices).toEqual([
    `warning auth.log: ${nuls} NUL bytes at the start of lines were skipped, as left by a truncation.`,
    "warning b.log: 20000000 NUL bytes at the start of lines were skipped, as left by a truncation.",
  ]);
});

test("A file of nothing but NUL bytes is told, whether its format is named or not.", async () => {
  writeSparse(log, "", 3_000_000, "");
  expect(await sweep(folder)).toMatchObject({
    found: [HONEST],
    notices: [
      "warning auth.log: Begins with nothing but NUL bytes, so its format cannot be told; it was not read. Name its format.",
    ],
  });
  expect(await sweep(folder, ["--format", "syslog"])).toMatchObject({
    found: [HONEST],
    notices: [
      "warning auth.log: 3000000 NUL bytes at the start of lines were skipped, as left by a truncation.",
    ],
  });
});

test("Bytes that are no UTF-8, and NUL bytes within a line, change neither what is counted nor a terminal.", () => {
  const broken = Buffer.concat([
    Buffer.from(bruteForce(OTHER).replaceAll("root", "r\u00E9\u00FF\u001B[2J\u0000ot"), "latin1"),
    Buffer.from([0xc0, 0x80, 0xed, 0xa0, 0x80, 0xf5, 0x0a, 0xff, 0xfe, 0x0a]),
    Buffer.from("<86>1 \u202E\n"),
  ]);
  writeFileSync(log, broken);
  writeFileSync(join(folder, "b.log"), Buffer.from(bruteForce(OTHER), "utf16le"));
  const { found: all, said } = sweepByCommand(folder);
  expect(all).toEqual([found(OTHER, 8), HONEST]);
  expect(said.join("\n")).toMatch(/3 lines or rows are no record of their format/);
  expect(said.join("")).not.toMatch(/[\p{Cc}\u202E]/u);
});

test("UTF-16 that is cut within a character, with halves of pairs, is read as far as it goes.", async () => {
  const text = Buffer.from(
    `\uFEFF${bruteForce(OTHER).replaceAll("root", "r\uD800t")}\uDC00`,
    "utf16le",
  );
  writeFileSync(log, text.subarray(0, -1));
  const { found: all, unparsed } = await sweep(folder);
  expect(all).toEqual([found(OTHER, 8), HONEST]);
  expect(unparsed).toBeLessThanOrEqual(1);
});

test.each([
  ["last message repeated 999999999 times", "999999999"],
  ["last message repeated 99999999999999999999999999 times", "99999999999999999999"],
  [
    `sshd[1]: message repeated 4000000000 times: [ ${failure(1, OTHER).slice(42, -1)}]`,
    "4000000000",
  ],
])("%s: it counts as a million, and is told once.", async (said, number) => {
  const line = `2026-01-05T08:00:09+00:00 web1 ${said}\n`;
  writeFileSync(log, failure(1, OTHER) + line + line.replace(":09", ":10"));
  const { found: all, notices } = await sweep(folder);
  expect(all).toEqual([found(OTHER, 2_000_001), HONEST]);
  expect(notices).toEqual([
    `warning auth.log: The line at byte ${failure(1, OTHER).length} says that a message was repeated ${number} times: it counts as 1000000, and so does every such line after it.`,
  ]);
});

test.each(["0", "-5", "", "1e3", "٣"])(
  "A message that was repeated %j times counts as no more than itself.",
  async (times) => {
    const line = `2026-01-05T08:00:09+00:00 web1 last message repeated ${times} times\n`;
    writeFileSync(log, bruteForce(OTHER) + line);
    expect(await sweep(folder)).toMatchObject({
      found: [found(OTHER, 8), HONEST],
      notices: [],
    });
  },
);

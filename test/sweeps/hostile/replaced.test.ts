import {
  appendFileSync,
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { fileFormats, formatOf } from "../../../sweeps/file-formats";
import { fileReader } from "../../../sweeps/files/file-reader";
import type { Finding } from "../../../sweeps/finding";
import { temporaryFolder } from "../../support/temporary-folder";
import { HONEST, detector, failure, putHonestLog, shown } from "./support";

const OTHER = "203.0.113.77";
const QUIET = "2026-01-05T08:00:00+00:00 web1 cron[1]: (root) CMD (true)\n";
const attempts = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => failure(from + index, OTHER)).join("");

let folder: string;
let log: string;
beforeEach(() => {
  folder = temporaryFolder();
  log = join(folder, "auth.log");
  putHonestLog(folder);
});

/** Two sweeps that go on from each other; something happens when the first of them has read some of the log. */
async function sweepWhile(happen: () => void) {
  const reader = fileReader(
    {
      roots: [folder],
      files: [{ glob: "**/*", format: "auto" }],
      backfill: true,
      limits: { readBytes: 4_096 },
    },
    fileFormats,
    { formatOf },
  );
  const detection = detector.open("logs", undefined);
  const findings = new Map<string, Finding>();
  const notices: string[] = [];
  let cursor: unknown;
  let isDone = false;
  for (let sweep = 0; sweep < 3; sweep += 1) {
    const read = await reader.read({
      cursor,
      sink(record) {
        detection.record(record);
        if (isDone || record.place().at !== 0) return;
        isDone = true;
        happen();
      },
      isEnough: () => false,
      signal: new AbortController().signal,
      now: new Date("2026-01-05T09:00:00Z"),
    });
    cursor = JSON.parse(JSON.stringify(read.cursor));
    for (const finding of detection.take()) findings.set(finding.key, finding);
    notices.push(...read.report.notices.map(({ about, message }) => `${about}: ${message}`));
  }
  return { found: shown([...findings.values()]), notices };
}

const begun = (): string => QUIET + attempts(0, 4) + QUIET.repeat(300);

test.each([
  [
    "renamed over by another",
    (): void => {
      writeFileSync(join(folder, "new"), attempts(4, 8));
      renameSync(log, join(folder, "auth.log.1"));
      renameSync(join(folder, "new"), log);
    },
  ],
  [
    "copied and truncated",
    (): void => {
      copyFileSync(log, join(folder, "auth.log.1"));
      truncateSync(log, 0);
      appendFileSync(log, attempts(4, 8));
    },
  ],
  [
    "copied, truncated, and written at the old place, after NUL bytes",
    (): void => {
      const { length } = readFileSync(log);
      copyFileSync(log, join(folder, "auth.log.1"));
      truncateSync(log, 0);
      truncateSync(log, length);
      appendFileSync(log, attempts(4, 8));
    },
  ],
  [
    "compressed",
    (): void => {
      writeFileSync(join(folder, "auth.log.1.gz"), gzipSync(readFileSync(log)));
      rmSync(log);
      writeFileSync(log, attempts(4, 8));
    },
  ],
])(
  "A brute force in a log that is %s while it is read is counted whole and once.",
  async (_, happen) => {
    writeFileSync(log, begun());
    const { found } = await sweepWhile(happen);
    expect(found).toEqual([`Brute force from one source: ${OTHER} 8`, HONEST]);
  },
);

test("A log that is truncated while it is read, and copied nowhere, is told with what may be lost.", async () => {
  writeFileSync(log, begun());
  const { found, notices } = await sweepWhile(() => truncateSync(log, 0));
  expect(found).toContain(HONEST);
  expect(notices).toContain(
    "auth.log: Was truncated or rewritten while it was read; the next sweep looks for what it held.",
  );
  expect(notices.join("\n")).toMatch(
    /auth\.log: Was truncated, and is read from its start: possible loss/,
  );
});

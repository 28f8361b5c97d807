import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Row } from "../../bench/sweeps/rows";
import { isMet, lineOf } from "../../bench/sweeps/table";

const RULE = `
title: failed
logsource: { category: authentication }
detection: { failed: { event.outcome: failure }, condition: failed }
`;

describe("bench:sweeps", () => {
  const folder = mkdtempSync(join(tmpdir(), "bench-sweeps-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("measures each kind of log and leaves no file behind", () => {
    writeFileSync(join(folder, "failed.yml"), RULE);
    const main = join(__dirname, "..", "..", "dist", "bench", "sweeps", "main.js");
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [main, "--size", "0.2", "--own", folder, "--json"],
      { encoding: "utf8", env: { ...process.env, TMPDIR: folder } },
    );
    expect(stderr).toBe("");
    const rows = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Row);
    const names = rows.map(({ what }) => what);
    expect(names).toEqual(
      expect.arrayContaining([
        "text, every line parsed",
        "text, prefiltered",
        "text with few log-ins, prefiltered",
        "text of attacks, every line parsed",
        "SQL Server, rows by the reader's CPU time",
        "SQL Server, rows by the clock",
        "JSON lines, flat Windows events",
        "JSON lines, nested Windows events",
        "EVTX",
        "gzip, prefiltered (of what is inside)",
        "100 rules",
        "3700 rules",
      ]),
    );
    for (const { what, value, limit } of rows) {
      expect([what, Number.isFinite(value) && value > 0]).toEqual([what, true]);
      expect([what, (limit?.value ?? 1) > 0]).toEqual([what, true]);
    }
    expect(readdirSync(folder)).toEqual(["failed.yml"]);
  }, 120_000);
});

it("a row says whether its goal is met, by its value or by its share of the limit", () => {
  const row: Row = { what: "text", value: 100, unit: "MB/s", limit: { what: "grep", value: 500 } };
  const atLeast = (much: number): Row => ({ ...row, goal: { of: "ratio", is: "at least", much } });
  expect(isMet(row)).toBeUndefined();
  expect(isMet(atLeast(0.15))).toBe(true);
  expect(isMet(atLeast(0.4))).toBe(false);
  expect(isMet({ ...row, goal: { of: "value", is: "at most", much: 99 } })).toBe(false);
  expect(lineOf(atLeast(0.4))).toMatch(
    /^text +100 MB\/s +500 \(grep\) +0\.20 +at least 0\.4 +not met$/,
  );
});

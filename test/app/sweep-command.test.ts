import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { writeEvtx } from "../../bench/sweeps/write-evtx";
import type { Finding } from "../../sweeps/finding";
import { temporaryFolder } from "../support/temporary-folder";
import { failedLogIn } from "../sweeps/evtx/open-evtx";

jest.setTimeout(60_000);

const program = join(__dirname, "..", "..", "dist", "scripts", "sweep.js");
const sweep = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
};
const found = (stdout: string): Finding[] =>
  stdout
    .trim()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Finding);

const rule = `title: Many failures from one source
name: many
id: 5c1d2b1e-6a0e-4a55-9d0b-0d1d4a8f7b02
correlation:
  type: event_count
  rules: [failure]
  group-by: [source.address]
  timespan: 10m
  condition: {gte: 5}
level: high
---
title: A failure
name: failure
id: 5c1d2b1e-6a0e-4a55-9d0b-0d1d4a8f7b01
logsource: {category: authentication}
detection:
  failed: {event.outcome: failure}
  condition: failed
level: low
`;

const failures = (address: string, count: number, from = 0): string =>
  Array.from({ length: count }, (_, index) => {
    const second = String(from + index).padStart(2, "0");
    return `2026-03-01T08:00:${second}+00:00 web01 sshd[811]: Failed password for root from ${address} port 4${second} ssh2\n`;
  }).join("");

function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "rules"));
  writeFileSync(join(folder, "rules", "many.yml"), rule);
  mkdirSync(join(folder, "logs"));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, "logs", name), content);
  }
  return folder;
}

const rulesOf = (folder: string): string[] => ["--rules", join(folder, "rules")];

describe("npm run sweep", () => {
  it("finds in files of any format, compressed ones too, and tells where", () => {
    const folder = folderWith({
      "auth.log": failures("203.0.113.7", 6),
      "older.log.gz": gzipSync(failures("203.0.113.8", 7)),
      "security.evtx": writeEvtx(Array.from({ length: 8 }, (_, id) => failedLogIn(id + 1))),
    });
    const { status, stdout, stderr } = sweep(
      join(folder, "logs"),
      ...rulesOf(folder),
      "--output",
      "json",
    );

    const findings = found(stdout).map(({ group, count, evidence }) => [
      group["source.address"],
      count,
      evidence[0]?.place.name,
    ]);
    expect(findings).toEqual(
      expect.arrayContaining([
        ["203.0.113.7", 6, "auth.log"],
        ["203.0.113.8", 7, "older.log.gz"],
        ["203.0.113.9", 8, "security.evtx"],
      ]),
    );
    expect(findings).toHaveLength(3);
    expect(stderr).toMatch(/21 records in .*: 3 findings/);
    expect(status).toBe(0);
  });

  it("ends with 1 when there is a finding of a level that it is asked to fail on", () => {
    const folder = folderWith({ "auth.log": failures("203.0.113.7", 6) });
    const log = join(folder, "logs", "auth.log");

    expect(sweep(log, ...rulesOf(folder), "--fail-on", "high").status).toBe(1);
    expect(sweep(log, ...rulesOf(folder), "--fail-on", "critical").status).toBe(0);
  });

  it("reads only the file that it is asked for, and only the time that it is asked for", () => {
    const folder = folderWith({
      "auth.log": failures("203.0.113.7", 5) + failures("203.0.113.8", 5, 20),
      "auth.log.1": failures("203.0.113.9", 5),
    });
    const log = join(folder, "logs", "auth.log");
    const groups = (...more: string[]) =>
      found(sweep(log, ...rulesOf(folder), "--output", "json", ...more).stdout).map(
        ({ group }) => group["source.address"],
      );

    expect(groups()).toEqual(["203.0.113.7", "203.0.113.8"]);
    expect(groups("--from", "2026-03-01T08:00:15Z")).toEqual(["203.0.113.8"]);
    expect(groups("--to", "2026-03-01T08:00:15Z")).toEqual(["203.0.113.7"]);
  });

  it("knows lines of JSON that are longer than a kilobyte", () => {
    const event = (second: number): string =>
      JSON.stringify({
        padding: "x".repeat(3_000),
        "@timestamp": `2026-03-01T08:00:0${second}Z`,
        "event.category": "authentication",
        "event.outcome": "failure",
        "source.ip": "203.0.113.7",
      });
    const folder = folderWith({ "app.log": `${[1, 2, 3, 4, 5].map(event).join("\n")}\n` });
    const { stdout, stderr } = sweep(join(folder, "logs"), ...rulesOf(folder), "--output", "json");

    expect([stderr, found(stdout).map(({ count }) => count)]).toEqual([expect.any(String), [5]]);
  });

  it("writes SARIF that names rule, place and fingerprint", () => {
    const folder = folderWith({ "auth.log": failures("203.0.113.7", 6) });
    const { stdout } = sweep(join(folder, "logs"), ...rulesOf(folder), "--output", "sarif");

    const log = JSON.parse(stdout) as { version: string; runs: { results: object[] }[] };
    expect(log.version).toBe("2.1.0");
    expect(log.runs[0]?.results).toEqual([
      expect.objectContaining({
        ruleId: "5c1d2b1e-6a0e-4a55-9d0b-0d1d4a8f7b02",
        level: "error",
        occurrenceCount: 6,
      }),
    ]);
  });

  it("prints no control character of a log", () => {
    const hostile = failures("203.0.113.7", 6).replaceAll("root", "ro\u001B[2Jot\u202E");
    const folder = folderWith({ "auth.log": hostile });
    const { stdout, stderr } = sweep(join(folder, "logs"), ...rulesOf(folder));

    expect(stdout).toContain("Many failures from one source");
    expect(stdout + stderr).not.toMatch(/[^\P{C}\n]/u);
  });

  it("says what it could not read, and ends with 2", () => {
    const folder = folderWith({ "auth.log": failures("203.0.113.7", 6) });
    const cut = gzipSync(failures("203.0.113.8", 50));
    writeFileSync(join(folder, "logs", "cut.log.gz"), cut.subarray(0, cut.length - 20));
    const { status, stderr, stdout } = sweep(join(folder, "logs"), ...rulesOf(folder));

    expect(stdout).toContain("203.0.113.7");
    expect(stderr).toMatch(/error: cut\.log\.gz: /);
    expect(status).toBe(2);
  });

  it("sweeps a source of sweeps.json from its start, whatever the app has read", () => {
    const folder = folderWith({ "auth.log": failures("203.0.113.7", 6) });
    const sources = [{ name: "auth", kind: "files", roots: ["logs"], rules: ["rules"] }];
    writeFileSync(join(folder, "sweeps.json"), JSON.stringify({ sources }));
    const { stdout } = sweep(
      "--source",
      "auth",
      "--sweeps",
      join(folder, "sweeps.json"),
      ...rulesOf(folder),
      "--output",
      "json",
    );

    expect(found(stdout)).toHaveLength(1);
  });

  it.each([
    [["/no/such/file"], /Cannot sweep \/no\/such\/file: there is no such file/],
    [[], /Give paths to sweep/],
  ])("refuses %j with a sentence and its usage", (args, message) => {
    const { status, stderr } = sweep(...args);

    expect(stderr).toMatch(message);
    expect(stderr).toContain("npm run sweep -- PATH");
    expect(status).toBe(2);
  });
});

test("The command line needs nothing but Node.", () => {
  expect(execFileSync(process.execPath, [program, "--help"], { encoding: "utf8" })).toMatch(
    /^npm run sweep/,
  );
});

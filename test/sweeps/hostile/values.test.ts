import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../support/temporary-folder";
import { fileFormats } from "../../../sweeps/file-formats";
import { fileReader } from "../../../sweeps/files/file-reader";
import type { LineFormat } from "../../../sweeps/format";
import {
  HONEST,
  bruteForce,
  detector,
  failure,
  putHonestLog,
  shown,
  sweep,
  sweepByCommand,
} from "./support";

const OTHER = "203.0.113.77";
const QUIET = "2026-01-05T08:00:00+00:00 web1 cron[1]: (root) CMD (true)\n";
const found = (address: string, count = 8): string =>
  `Brute force from one source: ${address} ${count}`;

let folder: string;
let put: (name: string, text: string) => void;
beforeEach(() => {
  folder = temporaryFolder();
  put = (name, text) => writeFileSync(join(folder, name), text);
  putHonestLog(folder);
});

const NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "__defineGetter__",
];

/** Eight failed log-ins as an application writes them. */
const events = (extra: (index: number) => object, address = OTHER): object[] =>
  Array.from({ length: 8 }, (_, index) => ({
    "@timestamp": `2026-01-05T08:00:0${index}Z`,
    event: { category: "authentication", outcome: "failure" },
    user: { name: "root" },
    source: { ip: address },
    ...extra(index),
  }));
const asLines = (objects: readonly object[]): string =>
  objects.map((object) => `${JSON.stringify(object)}\n`).join("");

test("JSON that lies as deep as memory allows, or has as many keys, is read or told, in bounded memory.", () => {
  const depth = 150_000;
  const deep = `{"a":`.repeat(depth) + "1" + "}".repeat(depth);
  const brackets = `{"EventID":4625,"Channel":"Security","x":${"[".repeat(500_000)}${"]".repeat(500_000)}}`;
  const keys = Array.from({ length: 60_000 }, (_, index) => `"k${index}":${index}`).join(",");
  put(
    "deep.jsonl",
    `${asLines(events(() => ({})))}${deep}\n${brackets}\n${`{"EventID":5156,"Channel":"Security",${keys}}\n`.repeat(20)}`,
  );
  put("open.jsonl", `${asLines(events(() => ({}), "203.0.113.78"))}${"[".repeat(900_000)}\n`);
  const { code, found: all, said, peakMb } = sweepByCommand(folder);
  expect(all).toEqual([found(OTHER), found("203.0.113.78"), HONEST]);
  expect(said.join("\n")).not.toMatch(/call stack|heap/i);
  expect(code).toBe(0);
  expect(peakMb).toBeLessThan(300);
});

test("Fields that are called as what objects inherit are fields, in JSON, CSV, syslog, CEF and audit logs.", async () => {
  const before = Object.getOwnPropertyNames(Object.prototype).length;
  const named = NAMES.map((name) => `"${name}":{"ip":"198.51.100.1","x":{"${name}":1}}`).join(",");
  put(
    "a.jsonl",
    asLines(events(() => ({})))
      .replaceAll("\n", "")
      .replaceAll(/\}(?=\{"@|$)/g, `,${named}}\n`),
  );
  const rows = Array.from(
    { length: 8 },
    (_, index) => `2026-01-05T08:00:0${index}Z,failure,root,203.0.113.78,${NAMES.join(",")}`,
  );
  put(
    "b.csv",
    `@timestamp,event.outcome,user.name,source.ip,${NAMES.join(",")}\n${rows.join("\n")}\n`,
  );
  const data = NAMES.map((name) => `[${name} ${name}="x"]`).join("");
  const syslog = Array.from(
    { length: 8 },
    (_, index) =>
      `<86>1 2026-01-05T08:00:0${index}Z web1 sshd ${index} - ${data} Failed password for root from 203.0.113.79 port 1 ssh2\n`,
  );
  put("c.log", syslog.join(""));
  const pairs = NAMES.map((name) => `${name}=x`).join(" ");
  const cef = Array.from(
    { length: 8 },
    (_, index) =>
      `CEF:0|v|p|1|login|login failed|5|rt=2026-01-05T08:00:0${index}Z outcome=failure suser=root src=203.0.113.80 ${pairs}\n`,
  );
  put("d.cef", cef.join(""));
  put(
    "e.audit.log",
    NAMES.map(
      (name, index) => `type=${name} msg=audit(1767600000.${100 + index}:${index}): ${pairs}\n`,
    ).join(""),
  );
  const { found: all } = await sweep(folder);
  expect(all).toEqual(
    expect.arrayContaining([found(OTHER), found("203.0.113.78"), found("203.0.113.79"), HONEST]),
  );
  expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(before);
  expect(({} as Record<string, unknown>)["ip"]).toBeUndefined();
});

test("A quote that is never closed costs a table no more than some rows, and no time that grows with it.", async () => {
  const row = (index: number): string => `2026-01-05T08:00:0${index % 8}Z,failure,root,${OTHER}\n`;
  const rows = Array.from({ length: 8 }, (_, index) => row(index)).join("");
  const others = `2026-01-05T09:00:00Z,success,ann,10.0.0.1\n`.repeat(5_000);
  put(
    "a.csv",
    `@timestamp,event.outcome,user.name,source.ip\n${others}2026-01-05T08:00:00Z,"never closed\n${others}${rows}`,
  );
  const { found: all, unparsed } = await sweep(folder);
  expect(all).toEqual([found(OTHER), HONEST]);
  expect(unparsed).toBeGreaterThan(0);
});

test("A year 9999, a year 0 and times that are none make nothing old, and hide no attempt of the same host.", async () => {
  const at = (time: string, address = "198.51.100.7"): string =>
    `${time} web1 sshd[1]: Failed password for root from ${address} port 1 ssh2\n`;
  const forged = ["9999-12-31T23:59:59+00:00", "0000-01-01T00:00:00+00:00", "0001-01-01T00:00:00Z"];
  const lines = Array.from({ length: 8 }, (_, index) => [
    ...forged.map((time) => at(time)),
    at("2026-13-45T99:99:99Z"),
    at("99999-01-01T00:00:00Z"),
    failure(index * 60, OTHER),
  ]).flat();
  put("auth.log", lines.join(""));
  const { found: all, unparsed } = await sweep(folder);
  expect(all).toContain(found(OTHER));
  expect(all).toContain(HONEST);
  expect(unparsed).toBe(16);
});

test("Hosts whose clocks are a day off, either way, are found each by its own clock.", async () => {
  const on = (day: string, host: string, address: string): string[] =>
    bruteForce(address)
      .replaceAll("2026-01-05", day)
      .replaceAll("web1", host)
      .trimEnd()
      .split("\n");
  const [a, b, c] = [
    on("2026-01-05", "web1", OTHER),
    on("2026-01-06", "web2", "203.0.113.78"),
    on("2026-01-04", "web3", "203.0.113.79"),
  ];
  put("auth.log", a.flatMap((line, index) => [line, b[index], c[index], ""]).join("\n"));
  expect((await sweep(folder)).found).toEqual([
    found(OTHER),
    found("203.0.113.78"),
    found("203.0.113.79"),
    HONEST,
  ]);
});

test("A line at which a parser fails is told, and all others are read.", async () => {
  put(
    "zz-honest.log",
    QUIET.replace("cron", "fails") + bruteForce() + QUIET.replace("cron", "fails"),
  );
  const syslog = fileFormats["syslog"] as LineFormat;
  const failing: LineFormat = {
    ...syslog,
    open(context) {
      const parser = syslog.open(context);
      return {
        ...parser,
        line(buffer, start, end, offset) {
          if (buffer.includes("fails", start) && buffer.indexOf("fails", start) < end)
            throw new RangeError("\u001B[2J");
          parser.line(buffer, start, end, offset);
        },
      };
    },
  };
  const detection = detector.open("logs", undefined);
  const reader = fileReader(
    { roots: [folder], files: [{ glob: "*", format: "syslog" }], backfill: true },
    { syslog: failing },
  );
  const { report } = await reader.read({
    cursor: undefined,
    sink: detection.record,
    isEnough: () => false,
    signal: new AbortController().signal,
    now: new Date(),
  });
  expect(shown(detection.take())).toEqual([HONEST]);
  expect(report.notices).toEqual([
    {
      severity: "error",
      about: "zz-honest.log",
      message: String.raw`2 lines could not be read, the first at byte 0 (RangeError: \u{1b}[2J); all others were.`,
    },
  ]);
});

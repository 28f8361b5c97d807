import { fork } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  createReadStream,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { createGunzip } from "node:zlib";
import { type DatabaseSource, checkSweeps } from "../../sweeps/configuration";
import { openDatabase } from "../../sweeps/databases";
import { createDetector } from "../../sweeps/detection/detector";
import { fileFormats } from "../../sweeps/file-formats";
import { fileReader } from "../../sweeps/files/file-reader";
import { prefilterFor } from "../../sweeps/prefilter";
import type { RuleFile } from "../../sweeps/sigma/document";
import { loadRules } from "../../sweeps/sigma/rules";
import { ruleFiles } from "../../scripts/rules/files";
import { failWith } from "../../scripts/run/end-on-signal";
import { peakMbOf } from "../measure";
import type { Served } from "./sql-server";

// One piece of work in a process of its own; says what it cost to the parent process and ends.

export interface Work {
  kind: "sweep" | "read" | "parse" | "gunzip" | "rows";
  file: string;
  /** Of a database. */
  rows?: number;
  /** Of a sweep. */
  format?: string;
  prefilter?: boolean;
  /** A folder of rules, or one file of them. */
  rules?: string;
}

export interface Cost {
  /** User and system, of all threads, from when rules were ready until the end. */
  cpuSeconds: number;
  /** By the clock. */
  seconds: number;
  bytes: number;
  records: number;
  findings: number;
  rules: number;
  peakMb: number | undefined;
}

type Done = Pick<Cost, "bytes" | "records" | "findings" | "rules">;

const NOTHING: Done = { bytes: 0, records: 0, findings: 0, rules: 0 };

async function main(): Promise<void> {
  const work = JSON.parse(process.argv[2] ?? "") as Work;
  const run = await { sweep, read, parse, gunzip, rows }[work.kind](work);
  const began = process.cpuUsage();
  const beganAt = performance.now();
  const done = await run();
  const { user, system } = process.cpuUsage(began);
  const cost: Cost = {
    ...done,
    cpuSeconds: (user + system) / 1e6,
    seconds: (performance.now() - beganAt) / 1e3,
    peakMb: peakMbOf(process.pid),
  };
  process.send?.(cost);
}

function sweep({ file, format = "", prefilter = false, rules = "" }: Work): () => Promise<Done> {
  const ruleSet = loadRules(filesOf(rules));
  const reader = fileReader(
    {
      roots: [dirname(file)],
      files: [{ glob: basename(file), format }],
      backfill: true,
      finished: true,
    },
    fileFormats,
    prefilter ? { prefilters: (of) => prefilterFor(ruleSet, of) } : {},
  );
  const detection = createDetector({ ruleSet }).open("bench", undefined);
  return async () => {
    const findings = new Set<string>();
    const done = { ...NOTHING, rules: ruleSet.detections.length + ruleSet.correlations.length };
    let cursor: unknown;
    for (let more = true; more;) {
      const answer = await reader.read({
        cursor,
        sink: detection.record,
        isEnough: () => detection.waiting() > 10_000,
        signal: new AbortController().signal,
        now: new Date(),
      });
      ({ cursor, more } = answer);
      for (const { key } of detection.take()) findings.add(key);
      done.bytes += answer.report.bytes;
      done.records += answer.report.records;
    }
    return { ...done, findings: findings.size };
  };
}

const filesOf = (rules: string): RuleFile[] =>
  rules.endsWith(".yml") ? [{ file: rules, text: readFileSync(rules, "utf8") }] : ruleFiles(rules);

function read({ file }: Work): () => Promise<Done> {
  const buffer = Buffer.allocUnsafeSlow(1024 * 1024);
  return async () => {
    const from = openSync(file, "r");
    let bytes = 0;
    for (let got = 1; got > 0; bytes += got) got = readSync(from, buffer);
    closeSync(from);
    return { ...NOTHING, bytes };
  };
}

/** Each line parsed, and nothing else. */
function parse({ file }: Work): () => Promise<Done> {
  const bytes = readFileSync(file);
  return async () => {
    let records = 0;
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      if (JSON.parse(bytes.toString("utf8", start, end)) !== null) records += 1;
      start = end + 1;
    }
    return { ...NOTHING, bytes: bytes.length, records };
  };
}

/** A table of a SQL Server in another process, read as records. `file` is where its certificate goes. */
async function rows({ file, rows: count = 0 }: Work): Promise<() => Promise<Done>> {
  const server = fork(join(__dirname, "sql-server.js"), [`${count}`]);
  const [{ port, certificate, login }] = (await once(server, "message")) as [Served];
  writeFileSync(file, certificate);
  const checked = checkSweeps(
    JSON.stringify({
      sources: [
        {
          name: "bench",
          kind: "sql-server",
          server: "localhost",
          port,
          database: "logs",
          tls: { ca: file },
          login: { kind: "sql", userSecretName: "user", passwordSecretName: "password" },
          table: "dbo.LogIns",
          keyColumns: ["Id"],
          timeColumn: "At",
          columns: { "user.name": "UserName", "source.ip": "Address", "host.name": "Computer" },
          log: { product: "erp", category: "authentication" },
          backfill: "start",
        },
      ],
    }),
  );
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  const reader = await openDatabase(checked.sources[0] as DatabaseSource, {
    secret: async (name) => (name === "user" ? login.user : login.password),
    forget: () => undefined,
    token: async () => "",
  });
  return async () => {
    let records = 0;
    await reader.read({
      cursor: undefined,
      sink: () => void (records += 1),
      isEnough: () => false,
      signal: new AbortController().signal,
      now: new Date(),
    });
    server.disconnect();
    return { ...NOTHING, records };
  };
}

function gunzip({ file }: Work): () => Promise<Done> {
  return async () => {
    let bytes = 0;
    const pieces = createReadStream(file, { highWaterMark: 1024 * 1024 }).pipe(
      createGunzip({ chunkSize: 1024 * 1024 }),
    );
    for await (const piece of pieces) bytes += (piece as Buffer).length;
    return { ...NOTHING, bytes };
  };
}

main().then(() => process.exit(0), failWith);

import { createReadStream, createWriteStream, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { evtxOf, generatedRules, writeAttacks, writeJson, writeSyslog } from "./data";
import type { Cost, Work } from "./measured";
import { costOf, searchRate } from "./processes";

/** A line of the table. */
export interface Row {
  what: string;
  /** In `unit`. */
  value: number;
  unit: string;
  /** What it is held against, and its value in the same run. */
  limit?: { what: string; value: number };
  goal?: Goal;
}

/** "ratio": to the limit. "value": of the row's own. Met when it is at least, or at most, so much. */
export interface Goal {
  of: "ratio" | "value";
  is: "at least" | "at most";
  much: number;
}

export interface Sizes {
  /** In MB (10^6 bytes). */
  text: number;
  json: number;
  evtx: number;
  gzip: number;
  rules: number;
  /** Of the smaller and the larger file for the peak of memory. */
  memory: readonly [number, number];
}

export interface Settings {
  folder: string;
  sizes: Sizes;
  /** The folder of own rules. */
  own: string;
  /** A folder of many rules, instead of generated ones. */
  many: string | undefined;
}

const MB = 1e6;
const READ = "read into nowhere";

const rateOf = ({ bytes, cpuSeconds }: Cost): number => bytes / MB / Math.max(cpuSeconds, 0.001);

const ofGrep = (much: number): Goal => ({ of: "ratio", is: "at least", much });

/** Measures one after the other; each answers its rows as soon as it is done, and deletes its data. */
export async function* allRows(settings: Settings): AsyncGenerator<Row> {
  yield* textRows(settings);
  yield* jsonRows(settings);
  yield* evtxRows(settings);
  yield* gzipRows(settings);
  yield* ruleRows(settings);
  yield* databaseRows(settings);
  yield* memoryRows(settings);
}

const ROWS_A_MB = 4_000;

async function* databaseRows({ folder, sizes }: Settings): AsyncGenerator<Row> {
  const file = join(folder, "certificate.pem");
  const rows = Math.ceil(sizes.text * ROWS_A_MB);
  const { records, cpuSeconds, seconds } = await costOf({ kind: "rows", file, rows });
  rmSync(file);
  const goal: Goal = { of: "value", is: "at least", much: 250_000 };
  const unit = "rows/s";
  yield {
    what: "SQL Server, rows by the reader's CPU time",
    value: records / cpuSeconds,
    unit,
    goal,
  };
  yield { what: "SQL Server, rows by the clock", value: records / seconds, unit, goal };
}

async function* textRows({ folder, sizes, own }: Settings): AsyncGenerator<Row> {
  const file = join(folder, "messages.log");
  writeSyslog(file, sizes.text * MB);
  await costOf({ kind: "read", file });
  const grep = searchRate("grep", file);
  const rg = searchRate("rg", file);
  const limit = grep === undefined ? {} : { limit: { what: "grep -cE", value: grep / MB } };
  if (grep !== undefined) yield { what: "LC_ALL=C grep -cE", value: grep / MB, unit: "MB/s" };
  if (rg !== undefined) yield { what: "rg -c", value: rg / MB, unit: "MB/s", ...limit };
  const work: Work = { kind: "sweep", file, format: "syslog", rules: own };
  const parsed = rateOf(await costOf(work));
  yield {
    what: "text, every line parsed",
    value: parsed,
    unit: "MB/s",
    ...limit,
    goal: ofGrep(0.15),
  };
  const filtered = rateOf(await costOf({ ...work, prefilter: true }));
  yield { what: "text, prefiltered", value: filtered, unit: "MB/s", ...limit, goal: ofGrep(0.4) };
  rmSync(file);
  yield* quietRows({ folder, sizes, own });
  yield* attackRows({ folder, sizes, own });
}

/** Of a log that is full of what is to be found. */
async function* attackRows({ folder, sizes, own }: Omit<Settings, "many">): AsyncGenerator<Row> {
  const file = join(folder, "attacks.log");
  writeAttacks(file, sizes.text * MB);
  const grep = searchRate("grep", file);
  const value = rateOf(await costOf({ kind: "sweep", file, format: "syslog", rules: own }));
  yield {
    what: "text of attacks, every line parsed",
    value,
    unit: "MB/s",
    ...(grep !== undefined && { limit: { what: "grep -cE", value: grep / MB } }),
    goal: ofGrep(0.15),
  };
  rmSync(file);
}

/** Of a log in which little is of interest: what it costs to find that out. */
async function* quietRows({ folder, sizes, own }: Omit<Settings, "many">): AsyncGenerator<Row> {
  const file = join(folder, "quiet.log");
  writeSyslog(file, sizes.text * MB, 20_000);
  const grep = searchRate("grep", file);
  const value = rateOf(
    await costOf({ kind: "sweep", file, format: "syslog", rules: own, prefilter: true }),
  );
  yield {
    what: "text with few log-ins, prefiltered",
    value,
    unit: "MB/s",
    ...(grep !== undefined && { limit: { what: "grep -cE", value: grep / MB } }),
    goal: ofGrep(0.4),
  };
  rmSync(file);
}

async function* jsonRows({ folder, sizes, own }: Settings): AsyncGenerator<Row> {
  for (const shape of ["flat", "nested"] as const) {
    const file = join(folder, `${shape}.jsonl`);
    writeJson(file, sizes.json * MB, shape);
    const value = rateOf(await costOf({ kind: "parse", file }));
    const cost = await costOf({
      kind: "sweep",
      file,
      format: "json-lines",
      rules: own,
      prefilter: true,
    });
    yield {
      what: `JSON lines, ${shape} Windows events`,
      value: rateOf(cost),
      unit: "MB/s",
      limit: { what: "JSON.parse of each line", value },
      goal: { of: "value", is: "at least", much: 150 },
    };
    rmSync(file);
  }
}

async function* evtxRows({ folder, sizes, own }: Settings): AsyncGenerator<Row> {
  const file = join(folder, "Security.evtx");
  writeFileSync(file, evtxOf(sizes.evtx * MB));
  const value = rateOf(await costOf({ kind: "read", file }));
  const cost = await costOf({ kind: "sweep", file, format: "evtx", rules: own });
  // Blocks are read whole, whatever of them is in use.
  const size = statSync(file).size;
  yield {
    what: "EVTX",
    value: rateOf({ ...cost, bytes: size }),
    unit: "MB/s",
    limit: { what: READ, value },
    goal: { of: "value", is: "at least", much: 60 },
  };
  rmSync(file);
}

async function* gzipRows({ folder, sizes, own }: Settings): AsyncGenerator<Row> {
  const plain = join(folder, "messages.log");
  const file = `${plain}.1.gz`;
  writeSyslog(plain, sizes.gzip * MB);
  await pipeline(createReadStream(plain), createGzip(), createWriteStream(file));
  rmSync(plain);
  const value = rateOf(await costOf({ kind: "gunzip", file }));
  const cost = await costOf({ kind: "sweep", file, format: "syslog", rules: own, prefilter: true });
  yield {
    what: "gzip, prefiltered (of what is inside)",
    value: rateOf(cost),
    unit: "MB/s",
    limit: { what: "gunzip alone", value },
  };
  rmSync(file);
}

const MANY = 3_700;
const FEW = 100;

async function* ruleRows({ folder, sizes, many }: Settings): AsyncGenerator<Row> {
  const file = join(folder, "programs.jsonl");
  writeJson(file, sizes.rules * MB, "flat", [4688]);
  const sweepWith = (rules: string): Promise<Cost> =>
    costOf({ kind: "sweep", file, format: "json-lines", rules });
  const rulesFile = (count: number): string => {
    const path = join(folder, `rules-${count}.yml`);
    writeFileSync(path, generatedRules(count));
    return path;
  };
  const few = await sweepWith(rulesFile(FEW));
  const all = await sweepWith(many ?? rulesFile(MANY));
  const value = few.cpuSeconds / (few.bytes / MB);
  yield { what: `${few.rules} rules`, value, unit: "s/MB" };
  yield {
    what: `${all.rules} rules`,
    value: all.cpuSeconds / (all.bytes / MB),
    unit: "s/MB",
    limit: { what: `${few.rules} rules`, value },
    goal: { of: "ratio", is: "at most", much: 3 },
  };
  rmSync(file);
}

async function* memoryRows({ folder, sizes, own }: Settings): AsyncGenerator<Row> {
  const file = join(folder, "long.log");
  let smaller: { what: string; value: number } | undefined;
  for (const size of sizes.memory) {
    writeSyslog(file, size * MB);
    const { peakMb } = await costOf({
      kind: "sweep",
      file,
      format: "syslog",
      rules: own,
      prefilter: true,
    });
    rmSync(file);
    if (peakMb === undefined) return;
    const what = `peak memory, file of ${size} MB`;
    const goal: Goal = { of: "value", is: "at most", much: 200 };
    yield { what, value: peakMb, unit: "MB", ...(smaller && { limit: smaller }), goal };
    smaller ??= { what, value: peakMb };
  }
}

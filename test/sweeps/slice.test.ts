import { createDetector } from "../../sweeps/detection/detector";
import type { LogRecord } from "../../sweeps/log-record";
import type { LogReader } from "../../sweeps/reader";
import { type Checkpoint, type SliceLimits, sweepSlice } from "../../sweeps/slice";
import { logRecord } from "./support/records";
import { correlation, detection, ruleSet } from "./support/rules";

const START = Date.UTC(2026, 4, 1);
const detector = createDetector({
  ruleSet: ruleSet(
    [detection("failed"), detection("odd")],
    [
      correlation("force", {
        correlation: "event_count",
        rules: ["failed"],
        condition: [{ comparison: "gte", value: 5 }],
      }),
    ],
  ),
});

/** Reads a list; a cursor is how many were read, and can stand between any two. */
function listReader(records: readonly LogRecord[]): LogReader {
  return {
    read({ cursor, sink, isEnough, signal }) {
      const from = (cursor as number | undefined) ?? 0;
      let read = 0;
      const progress = () => ({ bytes: read * 100, records: read });
      while (from + read < records.length && !signal.aborted && !isEnough(progress())) {
        sink(records[from + read]!);
        read += 1;
      }
      const report = { ...progress(), unparsed: 0, samples: [], notices: [] };
      return Promise.resolve({ cursor: from + read, more: from + read < records.length, report });
    },
    close: () => Promise.resolve(),
  };
}

const record = (index: number, rules = "failed"): LogRecord =>
  logRecord({
    time: START + index * 1_000,
    fields: { rules, "source.address": "203.0.113.9", "user.name": `user${index}` },
  });
const log = Array.from({ length: 23 }, (_, index) => record(index));

const wide: SliceLimits = { bytes: 1e9, records: 1e9, milliseconds: 1e9, findings: 1e9 };
const slice = (
  records: readonly LogRecord[],
  limits: Partial<SliceLimits>,
  checkpoint?: Checkpoint,
  clock: () => number = () => 0,
) =>
  sweepSlice({
    reader: listReader(records),
    detector,
    source: "auth",
    checkpoint,
    limits: { ...wide, ...limits },
    signal: new AbortController().signal,
    now: new Date(START),
    clock,
  });

/** Slice after slice, the checkpoint through JSON. */
async function sweep(
  records: readonly LogRecord[],
  limits: Partial<SliceLimits>,
  clock?: () => number,
) {
  const findings = new Map<string, number>();
  let checkpoint: Checkpoint | undefined;
  let slices = 0;
  for (let more = true; more; slices += 1) {
    const result = await slice(records, limits, checkpoint, clock);
    for (const { key, count } of result.findings) findings.set(key, count);
    checkpoint = JSON.parse(JSON.stringify(result.checkpoint)) as Checkpoint;
    more = result.more;
  }
  return { findings: [...findings], checkpoint, slices };
}

test.each([
  ["records", { records: 4 }, 6],
  ["bytes", { bytes: 1_000 }, 3],
])(
  "a slice ends after so many %s, and the findings are those of the whole",
  async (_, limits, slices) => {
    const whole = await sweep(log, {});
    const parts = await sweep(log, limits);
    expect(parts.slices).toBe(slices);
    expect(parts.findings).toEqual(whole.findings);
    expect(parts.checkpoint!.cursor).toBe(23);
  },
);

test("a slice ends when its time is up by the clock that it is given", async () => {
  let time = 0;
  const clock = () => (time += 10);
  const { slices, findings } = await sweep(log, { milliseconds: 60 }, clock);
  expect(slices).toBeGreaterThan(3);
  expect(findings).toEqual((await sweep(log, {})).findings);
});

test("a slice ends when it holds so many findings", async () => {
  const storm = Array.from({ length: 40 }, (_, index) => record(index, "odd"));
  const { findings, more, report } = await slice(storm, { findings: 7 });
  expect(findings).toHaveLength(7);
  expect([more, report.records]).toEqual([true, 7]);
  expect((await sweep(storm, { findings: 7 })).findings).toHaveLength(40);
});

test("the report says what was read and what matched", async () => {
  const { report } = await slice([...log, record(30, "none")], {});
  expect(report).toEqual({
    bytes: 2_400,
    records: 24,
    unparsed: 0,
    samples: [],
    notices: [],
    matched: 23,
    evicted: 0,
    remarks: [],
  });
});

test("a slice leaves the checkpoint that it began with as it was, so it can be swept again", async () => {
  const { checkpoint } = await slice(log, { records: 8 });
  const before = JSON.stringify(checkpoint);
  const once = await slice(log, {}, checkpoint);
  expect(JSON.stringify(checkpoint)).toBe(before);
  expect(await slice(log, {}, checkpoint)).toEqual(once);
});

test("a source that cannot be read throws, and nothing is answered", async () => {
  const broken: LogReader = {
    read: () => Promise.reject(new Error("No folder /logs")),
    close: () => Promise.resolve(),
  };
  const request = {
    reader: broken,
    detector,
    source: "auth",
    checkpoint: undefined,
    limits: wide,
    signal: new AbortController().signal,
    now: new Date(START),
    clock: () => 0,
  };
  await expect(sweepSlice(request)).rejects.toThrow("No folder /logs");
});

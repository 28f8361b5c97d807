import { createHash } from "node:crypto";
import type { SweepTools } from "../../sweeps/tools";
import { checkSweeps } from "../../sweeps/configuration";
import type { Detector } from "../../sweeps/detector";
import type { Finding } from "../../sweeps/finding";
import type { LogRecord } from "../../sweeps/log-record";
import type { LogReader } from "../../sweeps/reader";
import type { Level } from "../../sweeps/sigma/rule";

interface Sample {
  from?: string;
  count?: number;
  revision?: number;
  first?: string;
  last?: string;
  level?: Level;
}

/** A line of a log that a test writes: who failed to log in, and when. */
export interface Line {
  from: string;
  /** Milliseconds since 1970. */
  time: number;
  level?: Level;
}

export const bytesPerLine = 1_048_576;

/** A reader of what a test has written so far. */
export const readerOf = (log: readonly Line[]): LogReader => ({
  async read({ cursor, sink, isEnough }) {
    const start = (cursor as { line: number } | undefined)?.line ?? 0;
    let line = start;
    while (line < log.length) {
      sink(recordOf(log[line]!, line));
      line += 1;
      const records = line - start;
      if (isEnough({ bytes: records * bytesPerLine, records })) break;
    }
    const records = line - start;
    return {
      cursor: { line },
      more: line < log.length,
      report: { bytes: records * bytesPerLine, records, unparsed: 0, samples: [], notices: [] },
    };
  },
  close: async () => undefined,
});

function recordOf({ from, time, level }: Line, line: number): LogRecord {
  const fields = new Map([
    ["source.ip", from],
    ["level", level ?? "high"],
  ]);
  return {
    kind: { product: "linux", services: ["sshd"], categories: [] },
    time,
    count: 1,
    get: (name) => fields.get(name),
    names: () => [],
    text: () => `Failed password for root from ${from}`,
    identity: () => `auth.log ${line}`,
    place: () => ({ name: "auth.log", at: line }),
  };
}

interface Episode {
  count: number;
  revision: number;
  first: string;
  level: Level;
}

const threshold = 2;

/** Finds whoever failed twice; each further failure is a revision. */
export const failures: Detector = {
  open(source, state) {
    const episodes = new Map(Object.entries((state ?? {}) as Record<string, Episode>));
    const changed = new Map<string, Finding>();
    return {
      record(record) {
        const from = String(record.get("source.ip"));
        const at = new Date(record.time).toISOString();
        const level = record.get("level") as Level;
        const before = episodes.get(from) ?? { count: 0, revision: 0, first: at, level };
        const count = before.count + 1;
        const revision = before.revision + Number(count >= threshold);
        episodes.set(from, { ...before, count, revision });
        if (revision > 0) {
          const { first } = before;
          changed.set(from, findingOf(source, { from, count, revision, first, last: at, level }));
        }
      },
      take() {
        const findings = [...changed.values()];
        changed.clear();
        return findings;
      },
      waiting: () => changed.size,
      state: () => Object.fromEntries(episodes),
      report: () => ({ matched: 0, evicted: 0, remarks: [] }),
    };
  },
};

/** A finding as the detector makes it, for tests that need no log. */
export function findingOf(
  source: string,
  {
    from = "203.0.113.9",
    count = 2,
    revision = 1,
    first = "2026-11-24T02:00:00.000Z",
    last = "2026-11-24T02:10:00.000Z",
    level = "high",
  }: Sample = {},
): Finding {
  return {
    key: createHash("sha256").update(`${source} ${from}`).digest("hex"),
    source,
    rule: { id: "r-1", title: "Failed log-ins", level, tags: ["attack.t1110"], author: "Ada" },
    group: { "source.ip": from },
    first,
    last,
    count,
    revision,
    entities: { accounts: [], addresses: [from], hosts: ["web01"], files: [] },
    evidence: [
      {
        text: `Failed password for root from ${from}`,
        time: last,
        place: { name: "auth.log", at: 4_711 },
        count: 1,
      },
    ],
    remarks: [],
  };
}

/** Everything that sweeps need, over one log; `sources` are as sweeps.json has them. */
export function toolsFor(log: readonly Line[], ...sources: object[]): SweepTools {
  const declared = { kind: "files", name: "auth", roots: ["/var/log"] };
  const text = JSON.stringify({
    sources: sources.length > 0 ? sources.map((one) => ({ ...declared, ...one })) : [declared],
  });
  const checked = checkSweeps(text);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return {
    sources: checked.sources,
    open: async () => ({ reader: readerOf(log), detector: failures }),
  };
}

import type { Detector } from "../../sweeps/detector";
import type { Finding } from "../../sweeps/finding";
import type { LogReader, Notice, Progress, ReadReport } from "../../sweeps/reader";
import type { Opened } from "./open";
import type { Standing } from "./progress";

export interface Swept {
  findings: Finding[];
  bytes: number;
  records: number;
  unparsed: number;
  samples: string[];
  notices: Notice[];
  remarks: string[];
  seconds: number;
}

const MOST_SAMPLES = 5;
/** Findings that are held until they are taken. */
const MOST_WAITING = 10_000;

/** Sweeps sources to their ends, one after the other, or until the signal; `show` is told how far it is. */
export async function sweepAll(
  sources: readonly Opened[],
  detector: Detector,
  signal: AbortSignal,
  show: (standing: Standing) => void,
): Promise<Swept> {
  const started = performance.now();
  const findings = new Map<string, Finding>();
  const weights = sources.map(({ bytes }) => bytes);
  const ofBytes = weights.includes(undefined) ? undefined : weights.reduce((a, b) => a! + b!, 0);
  const swept: Swept = {
    findings: [],
    bytes: 0,
    records: 0,
    unparsed: 0,
    samples: [],
    notices: [],
    remarks: [],
    seconds: 0,
  };
  const seconds = (): number => (performance.now() - started) / 1_000;

  for (const { name, reader } of sources) {
    await sweepOne(name, reader);
    if (signal.aborted) break;
  }
  return { ...swept, findings: [...findings.values()], seconds: seconds() };

  async function sweepOne(source: string, reader: LogReader): Promise<void> {
    const detection = detector.open(source, undefined);
    let cursor: unknown;
    const isEnough = (read: Progress): boolean => {
      show({
        bytes: swept.bytes + read.bytes,
        records: swept.records + read.records,
        ofBytes,
        findings: findings.size + detection.waiting(),
        seconds: seconds(),
      });
      return detection.waiting() >= MOST_WAITING;
    };
    try {
      for (let more = true; more && !signal.aborted;) {
        const now = new Date();
        const read = await reader.read({ cursor, sink: detection.record, isEnough, signal, now });
        ({ cursor, more } = read);
        for (const finding of detection.take()) findings.set(finding.key, finding);
        add(read.report);
      }
    } finally {
      await reader.close();
    }
    swept.remarks = [...new Set([...swept.remarks, ...detection.report().remarks])];
  }

  function add({ bytes, records, unparsed, samples, notices }: ReadReport): void {
    swept.bytes += bytes;
    swept.records += records;
    swept.unparsed += unparsed;
    swept.samples.push(...samples.slice(0, MOST_SAMPLES - swept.samples.length));
    swept.notices.push(...notices);
  }
}

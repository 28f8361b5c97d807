import type { Detector } from "../../sweeps/detector";
import type { Progress, ReadReport } from "../../sweeps/reader";
import type { Opened } from "./open";
import type { Standing } from "./progress";
import type { SweepState } from "./state";
import type { Swept } from "./swept";

export interface SweepRun {
  sources: readonly Opened[];
  detector: Detector;
  /** Aborted: the sweep ends as soon as it can be gone on with. */
  signal: AbortSignal;
  /** Is told how far it is. */
  show: (standing: Standing) => void;
  /** Where it goes on from, and what it keeps its stand in. */
  state?: SweepState | undefined;
}

const MOST_SAMPLES = 5;
const MOST_NOTICES = 1_000;
/** Findings that are held until they are taken. */
const MOST_WAITING = 10_000;
/** How much of its work a sweep that is killed does again: so many seconds, or that share of it all. To go on within a compressed file costs more the further it was read. */
const KEPT_EVERY_SECONDS = 30;
const KEPT_EVERY_SHARE = 0.05;

const nothing: Omit<Swept, "findings"> = {
  bytes: 0,
  records: 0,
  unparsed: 0,
  samples: [],
  notices: [],
  remarks: [],
  seconds: 0,
};

/** Sweeps sources to their ends, one after the other, or until the signal. Answers also where it stopped: the cursor of the source that is half read. */
export async function sweepAll({
  sources,
  detector,
  signal,
  show,
  state,
}: SweepRun): Promise<{ swept: Swept; cursor: unknown }> {
  const stand = state?.stand();
  const swept = structuredClone(stand?.swept ?? nothing);
  const started = performance.now() - swept.seconds * 1_000;
  const findings = new Map(state?.findings().map((finding) => [finding.key, finding]));
  const weights = sources.map(({ bytes }) => bytes);
  const ofBytes = weights.includes(undefined) ? undefined : weights.reduce((a, b) => a! + b!, 0);
  const seconds = (): number => (performance.now() - started) / 1_000;
  let keptAt = seconds();
  let cursor: unknown;

  for (let source = stand?.source ?? 0; source < sources.length; source += 1) {
    await sweepOne(source, source === stand?.source ? stand : undefined);
    if (signal.aborted) break;
  }
  return { swept: { ...swept, findings: [...findings.values()], seconds: seconds() }, cursor };

  async function sweepOne(
    source: number,
    from: { cursor: unknown; detection: unknown } | undefined,
  ): Promise<void> {
    const { name, reader } = sources[source]!;
    const detection = detector.open(name, from?.detection);
    cursor = from?.cursor;
    const isEnough = (read: Progress): boolean => {
      show({
        bytes: swept.bytes + read.bytes,
        records: swept.records + read.records,
        ofBytes,
        findings: findings.size + detection.waiting(),
        seconds: seconds(),
      });
      const every = Math.max(KEPT_EVERY_SECONDS, KEPT_EVERY_SHARE * seconds());
      const isDue = state !== undefined && seconds() - keptAt >= every;
      return isDue || detection.waiting() >= MOST_WAITING;
    };
    try {
      for (let more = true; more && !signal.aborted;) {
        const now = new Date();
        const read = await reader.read({ cursor, sink: detection.record, isEnough, signal, now });
        ({ cursor, more } = read);
        const changed = detection.take();
        for (const finding of changed) findings.set(finding.key, finding);
        add(read.report);
        swept.remarks = [...new Set([...swept.remarks, ...detection.report().remarks])];
        const done = { source: source + 1, cursor: undefined, detection: undefined };
        const at = more ? { source, cursor, detection: detection.state() } : done;
        if (!more) cursor = undefined;
        state?.keep({ ...at, swept: { ...swept, seconds: seconds() } }, changed);
        keptAt = seconds();
      }
    } finally {
      await reader.close();
    }
  }

  function add({ bytes, records, unparsed, samples, notices }: ReadReport): void {
    swept.bytes += bytes;
    swept.records += records;
    swept.unparsed += unparsed;
    swept.samples.push(...samples.slice(0, MOST_SAMPLES - swept.samples.length));
    const known = new Set(swept.notices.map(({ about, message }) => `${about}\n${message}`));
    const unknown = notices.filter(({ about, message }) => !known.has(`${about}\n${message}`));
    swept.notices.push(...unknown.slice(0, MOST_NOTICES - swept.notices.length));
  }
}

import { createDetector } from "../../../sweeps/detection/detector";
import type { DetectionLimits } from "../../../sweeps/detection/limits";
import type { DetectionReport } from "../../../sweeps/detector";
import type { Finding } from "../../../sweeps/finding";
import type { LogRecord } from "../../../sweeps/log-record";
import type { RuleSet } from "../../../sweeps/sigma/rule";

export interface Detected {
  /** The last revision of each, in the order in which they were first told. */
  findings: Finding[];
  reports: DetectionReport[];
  state: unknown;
}

/** Detects in a log that is cut before the records of these numbers, the state going through JSON at each cut. */
export function detect(
  rules: RuleSet,
  records: readonly LogRecord[],
  { cuts = [], limits = {} }: { cuts?: readonly number[]; limits?: Partial<DetectionLimits> } = {},
): Detected {
  const detector = createDetector({ ruleSet: rules, limits });
  const findings = new Map<string, Finding>();
  const reports: DetectionReport[] = [];
  let state: unknown;
  const bounds = [0, ...cuts.toSorted((one, other) => one - other), records.length];
  for (let slice = 0; slice + 1 < bounds.length; slice += 1) {
    const detection = detector.open("auth", state);
    for (const record of records.slice(bounds[slice], bounds[slice + 1])) detection.record(record);
    for (const finding of detection.take()) {
      const known = findings.get(finding.key)?.revision ?? 0;
      if (finding.revision !== known + 1)
        throw new Error(`Revision ${finding.revision} came after revision ${known}`);
      findings.set(finding.key, finding);
    }
    state = JSON.parse(JSON.stringify(detection.state()));
    reports.push(detection.report());
  }
  return { findings: [...findings.values()], reports, state };
}

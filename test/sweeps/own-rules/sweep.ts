import { againIn } from "../../../sweeps/again";
import type { Detector } from "../../../sweeps/detector";
import type { Finding } from "../../../sweeps/finding";
import type { LineFormat } from "../../../sweeps/format";
import { lineFormatsWith } from "../../../sweeps/formats";
import { windowsRecordOf } from "../../../sweeps/windows/lines";

const formats = new Map<string, LineFormat>(
  lineFormatsWith({ windows: windowsRecordOf }).map((format) => [format.name, format]),
);

/**
 * The last revision of each finding in a log that is read in slices which end after these numbers of lines. State of format and
 * detection go from one to the next as JSON, and a slice begins where a record still waits for its end.
 */
export function sweep(
  detector: Detector,
  { format, text }: { format: string; text: string },
  cuts: readonly number[],
): Finding[] {
  const bytes = Buffer.from(`${text}\n`, "utf8");
  const starts = [0];
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, end + 1))
    starts.push(end + 1);
  const ends = [...cuts, starts.length - 1].toSorted((one, other) => one - other);
  const findings = new Map<string, Finding>();
  let [at, state, memory]: [number, unknown, unknown] = [0, undefined, undefined];
  for (const [index, end] of ends.entries()) {
    const detection = detector.open("log", memory);
    const parser = formats.get(format)!.open({
      sink: detection.record,
      name: "log",
      state,
      modified: new Date("2026-03-31T00:00:00Z"),
      zone: "UTC",
      host: undefined,
      unparsed: (sample) => {
        throw new Error(`No record of ${format}: ${sample}`);
      },
      notice: ({ message }) => {
        throw new Error(message);
      },
      again: againIn(bytes),
    });
    for (; at < end; at += 1) parser.line(bytes, starts[at]!, starts[at + 1]! - 1, starts[at]!);
    if (index === ends.length - 1) parser.flush();
    const waiting = parser.pending();
    if (waiting !== undefined) at = starts.indexOf(waiting);
    state = JSON.parse(JSON.stringify(parser.state()));
    for (const finding of detection.take()) findings.set(finding.key, finding);
    memory = JSON.parse(JSON.stringify(detection.state()));
  }
  return [...findings.values()];
}

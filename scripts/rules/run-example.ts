import { againIn } from "../../sweeps/again";
import type { Detector } from "../../sweeps/detector";
import type { Finding } from "../../sweeps/finding";
import type { LineFormat } from "../../sweeps/format";
import { lineFormatsWith } from "../../sweeps/formats";
import { windowsRecordOf } from "../../sweeps/windows/lines";
import type { Example } from "./examples";

/** What came of an example's lines. */
export interface Ran {
  findings: Finding[];
  records: number;
  /** Lines that are no record of the format. */
  unparsed: string[];
}

/** Logs without a year are of the one that is 2026 in March. */
const MODIFIED = new Date(Date.UTC(2026, 2, 31));

const formats = new Map<string, LineFormat>(
  lineFormatsWith({ windows: windowsRecordOf }).map((format) => [format.name, format]),
);
/** Objects of any of the exporters' shapes. */
formats.set("windows", formats.get("json-lines")!);

/** What an example may call its format. */
export const formatNames = (): string[] => [...formats.keys()].toSorted();

/** Reads the lines of an example as a sweep does and looks for what the rules find; undefined when there is no such format. */
export function runExample(detector: Detector, { format, text }: Example): Ran | undefined {
  const detection = detector.open("example", undefined);
  const unparsed: string[] = [];
  let records = 0;
  const bytes = Buffer.from(`${text.trimEnd()}\n`, "utf8");
  const parser = formats.get(format)?.open({
    sink(record) {
      records += 1;
      detection.record(record);
    },
    name: "example",
    state: undefined,
    modified: MODIFIED,
    zone: "UTC",
    host: undefined,
    unparsed: (sample) => unparsed.push(sample),
    notice: ({ message }) => unparsed.push(message),
    again: againIn(bytes),
  });
  if (!parser) return undefined;
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(0x0a, start);
    parser.line(bytes, start, end, start);
    start = end + 1;
  }
  parser.flush();
  return { findings: detection.take(), records, unparsed };
}

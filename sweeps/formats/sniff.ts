import type { LineFormat } from "../format";
import { lineFormats } from "./index";

const LOOKED_AT = 65_536;
const EVTX = Buffer.from("ElfFile\0", "latin1");
/** Less than this share of lines, and a file is of no format that we know. */
const LEAST = 0.5;

/**
 * The name of the format of a file, by how it begins (uncompressed; UTF-16 by its byte order mark, too); undefined where
 * none fits. Of EVTX the name is "evtx". The path helps where the content fits several alike.
 */
export function sniff(firstBytes: Buffer, path: string): string | undefined {
  if (firstBytes.subarray(0, EVTX.length).equals(EVTX)) return "evtx";
  const sample = sampleOf(
    asUtf8(firstBytes.subarray(0, LOOKED_AT)),
    firstBytes.length >= LOOKED_AT,
  );
  let best: string | undefined;
  let most = LEAST;
  for (const format of Object.values(lineFormats)) {
    const share = shareOf(format, sample) + (fitsPath(format.name, path) ? 0.001 : 0);
    if (share > most + 1e-9) {
      best = format.name;
      most = share;
    }
  }
  return best;
}

const NAMES: readonly (readonly [RegExp, string])[] = [
  [/\.csv$|\.tsv$/i, "csv"],
  [/\.jsonl?$|\.ndjson$/i, "json-lines"],
  [/audit\.log/i, "auditd"],
  [/errorlog/i, "mssql-errorlog"],
];

const fitsPath = (format: string, path: string): boolean =>
  NAMES.some(([pattern, name]) => name === format && pattern.test(path));

function asUtf8(bytes: Buffer): Buffer {
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
  const isBig = bytes[0] === 0xfe && bytes[1] === 0xff;
  if (!isLittle && !isBig)
    return bytes[0] === 0xef && bytes[1] === 0xbb ? bytes.subarray(3) : bytes;
  const decoder = new TextDecoder(isLittle ? "utf-16le" : "utf-16be");
  return Buffer.from(decoder.decode(bytes), "utf8");
}

interface Sample {
  bytes: Buffer;
  lines: readonly (readonly [number, number])[];
}

/** Whole lines; of a file that goes on, the last is not whole. */
function sampleOf(bytes: Buffer, isCut: boolean): Sample {
  const lines: [number, number][] = [];
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
    lines.push([start, end]);
    start = end + 1;
  }
  if (start < bytes.length && (!isCut || lines.length === 0)) lines.push([start, bytes.length]);
  return { bytes, lines };
}

/** The share of lines that a format can read. */
function shareOf(format: LineFormat, { bytes, lines }: Sample): number {
  let parsed = 0;
  let unparsed = 0;
  const parser = format.open({
    sink: () => parsed++,
    name: "",
    state: undefined,
    modified: new Date(),
    zone: "UTC",
    host: undefined,
    unparsed: () => unparsed++,
    notice: () => {},
  });
  for (const [start, end] of lines) parser.line(bytes, start, end, start);
  parser.flush();
  if (parsed + unparsed > 0) return parsed / (parsed + unparsed);
  return format.name === "iis" && bytes.includes("#Fields:") ? 1 : 0;
}

import { styleText } from "node:util";

export interface Standing {
  bytes: number;
  /** Undefined where nobody can say: archives, databases. */
  ofBytes: number | undefined;
  records: number;
  findings: number;
  seconds: number;
}

const BAR = 24;
const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** "1.2 GB" */
export function sizeOf(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

const two = (value: number): string => String(value).padStart(2, "0");

/** "2:05", or "1:02:05" */
export function durationOf(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [
    Math.floor(whole / 3_600),
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** "[####····] 512 MB of 1.1 GB  180 MB/s  3 findings  0:04 left" */
export function progressLine({ bytes, ofBytes, findings, seconds, records }: Standing): string {
  const rate = seconds > 0 ? bytes / seconds : 0;
  const found = findings === 1 ? "1 finding" : `${findings} findings`;
  const speed = `${sizeOf(rate)}/s`;
  if (ofBytes === undefined || ofBytes === 0 || bytes > ofBytes) {
    return `${sizeOf(bytes)}  ${records} records  ${speed}  ${found}  ${durationOf(seconds)}`;
  }
  const share = bytes / ofBytes;
  const full = Math.round(share * BAR);
  const bar = `[${"#".repeat(full)}${"·".repeat(BAR - full)}]`;
  const left = rate > 0 ? `${durationOf((ofBytes - bytes) / rate)} left` : "";
  return `${bar} ${sizeOf(bytes)} of ${sizeOf(ofBytes)}  ${speed}  ${found}  ${left}`.trimEnd();
}

const EVERY_MS = 100;

/** Shows on a terminal how far a sweep is; elsewhere nothing. Beside what is printed: on stderr. */
export function progressBar(stream: NodeJS.WriteStream = process.stderr) {
  let shown = 0;
  return {
    show(standing: Standing): void {
      const now = Date.now();
      if (!stream.isTTY || now - shown < EVERY_MS) return;
      shown = now;
      const width = Math.max(20, (stream.columns || 80) - 1);
      stream.write(`\r\u001B[2K${styleText("dim", progressLine(standing).slice(0, width))}`);
    },
    clear(): void {
      if (stream.isTTY && shown > 0) stream.write("\r\u001B[2K");
    },
  };
}

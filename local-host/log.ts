/** How bad it is, in the words of the Functions host. */
export type LogLevel = "trace" | "debug" | "information" | "warning" | "error" | "critical";

/** Where the host and the app write what happens: one line of text, never a secret. */
export type Log = (level: LogLevel, message: string) => void;

const LEVELS: readonly LogLevel[] = [
  "trace",
  "debug",
  "information",
  "warning",
  "error",
  "critical",
];

export interface LogOptions {
  /** One JSON object a line instead of text. */
  json: boolean;
  /** The least that is written. */
  minimum: LogLevel;
  now: () => number;
  write: (line: string) => void;
}

/** Lines as `func start` prints them, `[2026-01-01T00:00:00.000Z] text`, or as JSON. */
export function createLog({ json, minimum, now, write }: LogOptions): Log {
  return (level, message) => {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(minimum)) return;
    const time = new Date(now()).toISOString();
    write(json ? JSON.stringify({ time, level, message }) : `[${time}] ${marked(level, message)}`);
  };
}

const marked = (level: LogLevel, message: string): string =>
  level === "warning" || level === "error" || level === "critical"
    ? `${level.toUpperCase()}: ${message}`
    : message;

/** A log that says each thing once, however often it comes. */
export function once(log: Log): Log {
  const said = new Set<string>();
  return (level, message) => {
    if (said.has(message)) return;
    said.add(message);
    log(level, message);
  };
}

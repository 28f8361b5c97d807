/** How bad it is, in the words of the Functions host. */
export type LogLevel = "trace" | "debug" | "information" | "warning" | "error" | "critical";

/** What a line is about; JSON lines show it, text lines leave it out. */
export interface LogFields {
  /** Where it comes from, in the host's words: `Function.enrich.User`. Levels of host.json go by it. */
  category?: string;
  functionName?: string;
  invocationId?: string;
  instanceId?: string;
  /** Of docs/local-host-rules.md, for a warning about one. */
  rule?: string;
}

/** Where the host and the app write what happens: one line of text, never a secret. */
export interface Log {
  (level: LogLevel, message: string, fields?: LogFields): void;
  /**
   * Whether a line would be written: for who makes thousands of them. A log without it writes all.
   */
  isEnabled?: (level: LogLevel, category: string) => boolean;
}

/** The category of what the host says about itself. */
export const HOST_CATEGORY = "Host";

export interface LogOptions {
  /** One JSON object a line instead of text. */
  json: boolean;
  now: () => number;
  write: (line: string) => void;
}

/** Lines as `func start` prints them, `[2026-01-01T00:00:00.000Z] text`, or as JSON. It leaves out nothing. */
export function createLog({ json, now, write }: LogOptions): Log {
  return (level, message, fields) => {
    const time = new Date(now()).toISOString();
    if (!json) return write(`[${time}] ${marked(level, message)}`);
    const { category = HOST_CATEGORY, ...about } = fields ?? {};
    write(JSON.stringify({ time, level, category, message, ...about }));
  };
}

const marked = (level: LogLevel, message: string): string =>
  level === "warning" || level === "error" || level === "critical"
    ? `${level.toUpperCase()}: ${message}`
    : message;

/** A log that says each thing once, however often it comes. */
export function once(log: Log): Log {
  const said = new Set<string>();
  return (level, message, fields) => {
    if (said.has(message)) return;
    said.add(message);
    log(level, message, fields);
  };
}

/** A log whose lines are of one category where the caller names none. */
export function inCategory(log: Log, category: string): Log {
  const inner: Log = (level, message, fields) => log(level, message, { category, ...fields });
  return log.isEnabled ? Object.assign(inner, { isEnabled: log.isEnabled }) : inner;
}

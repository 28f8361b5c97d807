import { HOST_CATEGORY, type Log, type LogLevel } from "./log";

/** The least that is written, by category; `none` is nothing. The key `default` is for all others. */
export type LogLevels = Readonly<Record<string, LogLevel | "none">>;

const ORDER: readonly (LogLevel | "none")[] = [
  "trace",
  "debug",
  "information",
  "warning",
  "error",
  "critical",
  "none",
];

/** A level as host.json names it, in any case; undefined when there is no such level. */
export const logLevelOf = (text: unknown): LogLevel | "none" | undefined =>
  typeof text === "string" ? ORDER.find((level) => level === text.toLowerCase()) : undefined;

/**
 * A log that leaves out what is below the level of its category. The longest name that a category begins
 * with decides, without case: `Function.enrich` before `Function` before `default`.
 */
export function withLevels(log: Log, levels: LogLevels): Log {
  const rules = Object.entries(levels)
    .map(([name, level]) => ({ name: name.toLowerCase(), least: ORDER.indexOf(level) }))
    .toSorted((a, b) => b.name.length - a.name.length);
  const otherwise = rules.find(({ name }) => name === "default")?.least ?? INFORMATION;
  const known = new Map<string, number>();
  const leastOf = (category: string): number => {
    let least = known.get(category);
    if (least === undefined) {
      const lower = category.toLowerCase();
      least = rules.find(({ name }) => lower.startsWith(name))?.least ?? otherwise;
      known.set(category, least);
    }
    return least;
  };
  const isEnabled = (level: LogLevel, category: string): boolean =>
    ORDER.indexOf(level) >= leastOf(category);
  const filtered: Log = (level, message, fields) => {
    if (isEnabled(level, fields?.category ?? HOST_CATEGORY)) log(level, message, fields);
  };
  return Object.assign(filtered, { isEnabled });
}

const INFORMATION = ORDER.indexOf("information");

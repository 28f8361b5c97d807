import { CONTEXT_BYTES } from "../../context";
import type { Again } from "../../format";
import { ascii, startsWith } from "../bytes";
import type { Clock } from "../clock";
import { syslogHeader } from "./header";

/** What "last message repeated" stands for. */
export interface PreviousLines {
  /**
   * The last line of a host before a line at `offset`, from its tag on; undefined when there is none that begins at most `CONTEXT_BYTES`
   * before it. It is looked for in the log itself, so it does not matter which lines were handed over before.
   */
  of(host: string | undefined, offset: number): Buffer | undefined;
}

export const LAST = ascii("last message repeated ");
export const TIMES = ascii(" times");
/** More are in the bytes that are looked at only if some are not of them any more. */
const MOST_HOSTS = CONTEXT_BYTES / 16;

/** "last message repeated N times". */
export function isRepetition(bytes: Buffer, at: number, end: number): boolean {
  if (bytes[at] !== LAST[0] || !startsWith(bytes, at, end, LAST)) return false;
  let i = at + LAST.length;
  while (i < end && bytes[i]! >= 0x30 && bytes[i]! <= 0x39) i++;
  return i > at + LAST.length && startsWith(bytes, i, end, TIMES);
}

/** However many lines repeat, each line is read once for them. */
export function previousLines(clock: Clock, again: Again): PreviousLines {
  const header = syslogHeader(clock);
  /** Where the last line of each begins, of those before `known`. */
  const hosts = new Map<string | undefined, number>();
  let known = 0;

  const learn = (bytes: Buffer, lineStart: number, lineEnd: number, offset: number): void => {
    const { start, end } = trimmed(bytes, lineStart, lineEnd);
    const isLine = start < end && header.read(bytes, start, end);
    if (isLine && !isRepetition(bytes, header.message, end)) hosts.set(header.host, offset);
  };

  return {
    of(host, offset) {
      const nearest = Math.max(0, offset - CONTEXT_BYTES);
      again(Math.max(known, nearest), offset, learn);
      known = offset;
      if (hosts.size > MOST_HOSTS)
        for (const [one, at] of hosts) if (at < nearest) hosts.delete(one);
      const at = hosts.get(host);
      if (at === undefined || at < nearest) return undefined;
      let said: Buffer | undefined;
      again(at, at + 1, (bytes, lineStart, lineEnd) => {
        const { start, end } = trimmed(bytes, lineStart, lineEnd);
        if (header.read(bytes, start, end)) said = Buffer.from(bytes.subarray(header.tag, end));
      });
      return said;
    },
  };
}

/** A line without what a writer or a truncation left around it. */
export function trimmed(
  bytes: Buffer,
  lineStart: number,
  lineEnd: number,
): { start: number; end: number } {
  let start = lineStart;
  let end = lineEnd;
  while (end > start && (bytes[end - 1] === 0x0d || bytes[end - 1] === 0)) end--;
  while (start < end && bytes[start] === 0) start++;
  return { start, end };
}

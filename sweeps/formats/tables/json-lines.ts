import type { FormatContext, LineParser } from "../../format";
import type { LogRecord } from "../../log-record";
import type { AnchoredFormat } from "../anchored-format";
import { clockOf } from "../clock";
import { type WindowsOption, looksLikeWindows } from "../windows-event";
import { ObjectRecord } from "./object-record";

/**
 * One JSON object in each line (https://jsonlines.org). Fields by their dotted names, nested or flat, and by the source's map; times as
 * ISO 8601 or numbers since 1970. Objects that look like Windows events are made into records by `windows`.
 */
export function jsonLines(options: WindowsOption = {}): AnchoredFormat {
  return {
    unit: "line",
    name: "json-lines",
    anchors: {
      categories: { authentication: undefined, file_access: undefined },
      context: "always",
    },
    ...(options.windowsKinds && { kindKeys: options.windowsKinds.keys }),
    open: (context) => open(context, options),
  };
}

function open(context: FormatContext, { windows, windowsKinds }: WindowsOption): LineParser {
  const clock = clockOf(context, (context.state as { clock?: unknown } | null | undefined)?.clock);
  const record = new ObjectRecord(context, clock);
  /** Of the last line, where it was a Windows event. */
  let last: { event: Readonly<Record<string, unknown>>; record: LogRecord } | undefined;
  return {
    line(bytes, lineStart, lineEnd, offset) {
      last = undefined;
      let start = lineStart;
      let end = lineEnd;
      while (end > start && (bytes[end - 1]! <= 0x20 || bytes[end - 1] === 0x2c)) end--;
      while (start < end && bytes[start]! <= 0x20) start++;
      if (bytes[start] === 0xef && bytes[start + 1] === 0xbb) start += 3;
      if (start >= end || isBracket(bytes, start, end)) return;
      const line = bytes.toString("utf8", start, end);
      const event = bytes[start] === 0x7b ? parsed(line) : undefined;
      if (!event) return context.unparsed(line.slice(0, 500));
      if (windows && looksLikeWindows(event)) {
        const made = windows(event, {
          text: () => line,
          place: () => ({ name: context.name, at: offset }),
        });
        if (made) {
          last = { event, record: made };
          return context.sink(made);
        }
      }
      record.renew(event, line, offset);
      context.sink(record);
    },
    alike() {
      if (!last || !windowsKinds) return undefined;
      const { event, record: of } = last;
      return { kind: of.kind, isTold: () => windowsKinds.areTold(event) };
    },
    pending: () => undefined,
    flush: () => {},
    state: () => ({ clock: clock.state() }),
  };
}

/** Of an array that has an object in each line. */
const isBracket = (bytes: Buffer, start: number, end: number): boolean =>
  end - start === 1 && (bytes[start] === 0x5b || bytes[start] === 0x5d);

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

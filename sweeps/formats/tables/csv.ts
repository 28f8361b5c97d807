import type { FormatContext, LineParser } from "../../format";
import type { AnchoredFormat } from "../anchored-format";
import { clockOf } from "../clock";
import { type WindowsOption, looksLikeWindows } from "../windows-event";
import { ObjectRecord } from "./object-record";

/**
 * Tables with a first line of names (RFC 4180, https://www.rfc-editor.org/rfc/rfc4180): commas, semicolons or tabs, as that line has them,
 * at least two columns; a quoted
 * field may go on over lines. Fields by their columns' names and by the source's map. Rows that look like Windows events are
 * made into records by `windows`.
 */
export function csv(options: WindowsOption = {}): AnchoredFormat {
  return {
    unit: "line",
    name: "csv",
    anchors: {
      categories: { authentication: undefined, file_access: undefined },
      context: "always",
    },
    open: (context) => open(context, options),
  };
}

interface CsvState {
  clock?: unknown;
  names?: string[] | null;
  delimiter?: string;
}

const MOST_COLUMNS = 1000;
/** A quote that is never closed must not eat the file. */
const LONGEST_ROW = 1_000_000;
const MOST_LINES = 1000;

interface Open {
  text: string;
  offset: number;
  lines: number;
}

function open(context: FormatContext, { windows }: WindowsOption): LineParser {
  const state = (context.state ?? {}) as CsvState;
  const clock = clockOf(context, state.clock);
  const record = new ObjectRecord(context, clock);
  let names = state.names ?? undefined;
  let delimiter = state.delimiter ?? ",";
  let waiting: Open | undefined;

  const row = (text: string, offset: number): void => {
    if (!names) {
      delimiter = delimiterOf(text);
      const found = cells(text, delimiter).map((name) => name.trim());
      if (found.length < 2) return context.unparsed(text.slice(0, 500));
      names = found;
      return;
    }
    const values = cells(text, delimiter);
    if (values.length !== names.length) return context.unparsed(text.slice(0, 500));
    const event = Object.create(null) as Record<string, unknown>;
    for (const [index, name] of names.entries())
      if (values[index] !== "") event[name] = values[index];
    if (windows && looksLikeWindows(event)) {
      const made = windows(event, {
        text: () => text,
        place: () => ({ name: context.name, at: offset }),
      });
      if (made) return context.sink(made);
    }
    record.renew(event, text, offset);
    context.sink(record);
  };

  const giveUp = (): void => {
    if (waiting) context.unparsed(waiting.text.slice(0, 500));
    waiting = undefined;
  };

  return {
    line(bytes, lineStart, lineEnd, offset) {
      let start = lineStart;
      let end = lineEnd;
      if (end > start && bytes[end - 1] === 0x0d) end--;
      while (start < end && bytes[start] === 0) start++;
      if (bytes[start] === 0xef && bytes[start + 1] === 0xbb && !waiting) start += 3;
      if (start >= end && !waiting) return;
      const text = bytes.toString("utf8", start, Math.max(start, end));
      const isOpen = hasOpenQuote(bytes, start, end) !== (waiting !== undefined);
      if (waiting) {
        waiting.text += `\n${text}`;
        waiting.lines++;
      } else waiting = { text, offset, lines: 1 };
      if (!isOpen) {
        const whole = waiting;
        waiting = undefined;
        row(whole.text, whole.offset);
      } else if (waiting.text.length > LONGEST_ROW || waiting.lines > MOST_LINES) giveUp();
    },
    pending: () => waiting?.offset,
    flush: giveUp,
    state: () => ({ clock: clock.state(), names: names ?? null, delimiter }),
  };
}

/** Whether the line has an odd number of quotes. */
function hasOpenQuote(bytes: Buffer, start: number, end: number): boolean {
  let odd = false;
  for (let at = start; at < end; at++) if (bytes[at] === 0x22) odd = !odd;
  return odd;
}

/** The one of comma, semicolon and tab that the names have most of, outside quotes. */
function delimiterOf(header: string): string {
  const counts = [",", ";", "\t"].map((mark) => [mark, cells(header, mark).length] as const);
  return counts.toSorted(([, a], [, b]) => b - a)[0]![0];
}

/** The fields of a row. */
export function cells(row: string, delimiter: string): string[] {
  const found: string[] = [];
  let at = 0;
  while (at <= row.length && found.length < MOST_COLUMNS) {
    if (row[at] === '"') {
      let value = "";
      at++;
      for (;;) {
        const quote = row.indexOf('"', at);
        value += row.slice(at, quote < 0 ? row.length : quote);
        at = quote < 0 ? row.length : quote + 1;
        if (row[at] !== '"') break;
        value += '"';
        at++;
      }
      const end = row.indexOf(delimiter, at);
      found.push(value + row.slice(at, end < 0 ? row.length : end));
      at = (end < 0 ? row.length : end) + 1;
    } else {
      const end = row.indexOf(delimiter, at);
      found.push(row.slice(at, end < 0 ? row.length : end));
      at = (end < 0 ? row.length : end) + 1;
    }
  }
  return found;
}

import type { FormatContext, LineParser } from "../../format";
import type { LogKind } from "../../log-kind";
import type { FieldValue, LogRecord, Place } from "../../log-record";
import { accountOf } from "../account";
import { remoteAddress } from "../../remote-address";
import type { AnchoredFormat } from "../anchored-format";
import { isDigit, next, startsWith, twoDigits } from "../bytes";
import { civil } from "../civil";
import { W3C_NAMES, webKinds } from "./kinds";
import { type W3cColumns, w3cColumns } from "./columns";

/**
 * W3C extended log files, as IIS writes them (https://www.w3.org/TR/WD-logfile.html,
 * https://learn.microsoft.com/windows/win32/http/w3c-logging): times are UTC; "#Fields:" may come again, with others. Fields have the
 * names of the log; also those of Sigma's rules for web servers.
 *
 * Attempts ("authentication", `event.action` "logged-in"): status 401 with sub-status 1, or with 0 or none to a POST or a named user; FTP's 530 to PASS, and requests of a
 * named user that were let in.
 */
export const iis: AnchoredFormat = {
  unit: "line",
  name: "iis",
  anchors: { categories: { webserver: undefined, authentication: undefined }, context: "always" },
  open,
};

interface W3cState {
  fields?: string | null;
  /** Of "#Date:", for logs that have no date in each line. */
  date?: number | null;
  last?: number;
}

const kinds = webKinds("windows", ["iis"]);
const DAY = 86_400_000;
const FIELDS = Buffer.from("#Fields:");
const DATE = Buffer.from("#Date:");

class W3cRecord implements LogRecord {
  kind: LogKind = kinds.request;
  time = NaN;
  readonly count = 1;
  bytes: Buffer = Buffer.alloc(0);
  start = 0;
  end = 0;
  offset = 0;
  columns: W3cColumns = w3cColumns("");

  constructor(
    private readonly name: string,
    private readonly ownHost: string | undefined,
  ) {}

  get(name: string): FieldValue | undefined {
    switch (name) {
      case "source.ip":
        return this.ip();
      case "source.address":
        return this.ip() ?? `local on ${this.host() ?? "unknown"} (iis)`;
      case "source.port":
        return this.number("c-port");
      case "host.name":
        return this.host();
      case "user.name":
        return this.account()?.name;
      case "user.domain":
        return this.account()?.domain;
      case "event.action":
        return this.kind === kinds.attempt ? "logged-in" : undefined;
      case "event.outcome":
        return this.outcome();
      case "event.reason":
        return this.outcome() === "failure" ? "wrong-password" : undefined;
      case "http.response.status_code":
        return this.number("sc-status");
      case "cs-uri":
      case "c-uri":
        return this.uri();
      case "cs-host":
        return this.column("cs-host") ?? this.column("cs(Host)");
      case "process.name":
        return "iis";
      case "message":
        return this.text();
      default:
        return this.column(W3C_NAMES.get(name) ?? name) ?? this.column(name);
    }
  }

  names(): readonly string[] {
    return this.columns.names;
  }

  text(): string {
    return this.bytes.toString("utf8", this.start, this.end);
  }

  identity(): string {
    return `${this.time} ${this.text()}`;
  }

  place(): Place {
    return { name: this.name, at: this.offset };
  }

  /** A column's text; undefined for "-". */
  column(name: string): string | undefined {
    const { columns } = this;
    const index = columns.indexOf(name);
    if (index < 0) return undefined;
    const start = columns.starts[index]!;
    const end = columns.starts[index + 1]! - 1;
    if (end - start === 1 && this.bytes[start] === 0x2d) return undefined;
    const text = this.bytes.toString("utf8", start, end);
    return name.startsWith("cs(") || name === "cs-username" ? text.replaceAll("+", " ") : text;
  }

  number(name: string): number | undefined {
    const text = this.column(name);
    const value = text === undefined ? NaN : Number(text);
    return Number.isNaN(value) ? undefined : value;
  }

  private ip(): string | undefined {
    const text = this.column("c-ip");
    return text === undefined ? undefined : remoteAddress(text);
  }

  private host(): string | undefined {
    return this.ownHost ?? this.column("s-computername") ?? this.column("s-ip");
  }

  private account() {
    const text = this.column("cs-username");
    return text === undefined ? undefined : accountOf(text);
  }

  private outcome(): "success" | "failure" | undefined {
    if (this.kind !== kinds.attempt) return undefined;
    return (this.number("sc-status") ?? 0) < 400 ? "success" : "failure";
  }

  private uri(): string | undefined {
    const stem = this.column("cs-uri-stem");
    const query = this.column("cs-uri-query");
    return stem === undefined || query === undefined ? stem : `${stem}?${query}`;
  }
}

function open(context: FormatContext): LineParser {
  const state = (context.state ?? {}) as W3cState;
  const record = new W3cRecord(context.name, context.host);
  let fields = state.fields ?? undefined;
  let date = state.date ?? NaN;
  let last = state.last ?? 0;
  if (fields !== undefined) record.columns = w3cColumns(fields);

  const directive = (bytes: Buffer, start: number, end: number): void => {
    if (startsWith(bytes, start, end, FIELDS)) {
      fields = bytes.toString("utf8", start + FIELDS.length, end).trim();
      record.columns = w3cColumns(fields);
    } else if (startsWith(bytes, start, end, DATE)) {
      date = dateAt(bytes, start + DATE.length + 1, end);
      last = 0;
    }
  };

  const timeOf = (bytes: Buffer, end: number): number => {
    const { columns } = record;
    const ofDay = columns.time < 0 ? NaN : clockAt(bytes, columns.starts[columns.time]!, end);
    if (columns.date >= 0) return dateAt(bytes, columns.starts[columns.date]!, end) + ofDay;
    // Only times: a new day has begun when it goes back by much.
    if (ofDay < last - DAY / 2) date += DAY;
    last = ofDay;
    return date + ofDay;
  };

  return {
    line(bytes, lineStart, lineEnd, offset) {
      let start = lineStart;
      let end = lineEnd;
      while (end > start && (bytes[end - 1] === 0x0d || bytes[end - 1] === 0)) end--;
      while (start < end && bytes[start] === 0) start++;
      if (bytes[start] === 0xef && bytes[start + 1] === 0xbb) start += 3;
      if (start >= end) return;
      if (bytes[start] === 0x23) return directive(bytes, start, end);
      if (!record.columns.find(bytes, start, end)) {
        context.unparsed(bytes.toString("utf8", start, Math.min(end, start + 500)));
        return;
      }
      record.bytes = bytes;
      record.start = start;
      record.end = end;
      record.offset = offset;
      record.time = timeOf(bytes, end);
      record.kind = isAttempt(record) ? kinds.attempt : kinds.request;
      context.sink(record);
    },
    pending: () => undefined,
    flush: () => {},
    state: () => ({ fields: fields ?? null, date: Number.isNaN(date) ? null : date, last }),
  };
}

const UNAUTHORIZED = Buffer.from("401 ");
const POST = Buffer.from("POST ");
const PASS = Buffer.from("PASS ");
const NOT_LOGGED_IN = Buffer.from("530 ");

function isAttempt({ bytes, columns, end }: W3cRecord): boolean {
  if (columns.status < 0) return false;
  const at = columns.starts[columns.status]!;
  const isMethod = (method: Uint8Array): boolean =>
    columns.method >= 0 && startsWith(bytes, columns.starts[columns.method]!, end, method);
  if (startsWith(bytes, at, end, UNAUTHORIZED) || isLast401(bytes, at, end)) {
    const sub = columns.substatus < 0 ? end : columns.starts[columns.substatus]!;
    const isOneDigit = sub < end && !isDigit(bytes[sub + 1]);
    if (isOneDigit && bytes[sub] === 0x31) return true;
    // Sub-status 0, or none: the application refused, which asks for credentials in the same way.
    if (sub < end && !(isOneDigit && bytes[sub] === 0x30)) return false;
    return isMethod(POST) || isNamed(bytes, columns, end);
  }
  if (startsWith(bytes, at, end, NOT_LOGGED_IN)) return isMethod(PASS);
  return bytes[at] !== 0x34 && bytes[at] !== 0x35 && isNamed(bytes, columns, end);
}

/** 401 at the end of a line. */
const isLast401 = (bytes: Buffer, at: number, end: number): boolean =>
  at + 3 === end && bytes[at] === 0x34 && bytes[at + 1] === 0x30 && bytes[at + 2] === 0x31;

function isNamed(bytes: Buffer, columns: W3cColumns, end: number): boolean {
  if (columns.user < 0) return false;
  const user = columns.starts[columns.user]!;
  return !(bytes[user] === 0x2d && (bytes[user + 1] === 0x20 || user + 1 === end));
}

function dateAt(bytes: Buffer, at: number, end: number): number {
  if (at + 10 > end || bytes[at + 4] !== 0x2d) return NaN;
  const year = twoDigits(bytes, at) * 100 + twoDigits(bytes, at + 2);
  return civil(year, twoDigits(bytes, at + 5) - 1, twoDigits(bytes, at + 8), 0, 0, 0);
}

function clockAt(bytes: Buffer, at: number, end: number): number {
  const stop = next(bytes, 0x20, at, end);
  if (stop - at < 8) return NaN;
  const [hour, minute, second] = [
    twoDigits(bytes, at),
    twoDigits(bytes, at + 3),
    twoDigits(bytes, at + 6),
  ];
  return ((hour * 60 + minute) * 60 + second) * 1000;
}

import { ascii, digits, isDigit, next, remembered, startsWith, twoDigits } from "../bytes";
import { type Clock, dayOf } from "../clock";
import { type Stamp, monthAt, readIso } from "../stamp";
import { civil } from "../civil";
import { type Program, programOf } from "./program";

const SPACE = 0x20;
const COLON = 0x3a;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const BSD_TIME = 15;

/**
 * The head of a syslog line: RFC 3164 (also with a year, with fractions of a second, or an ISO 8601 time as newer rsyslog
 * writes it), or RFC 5424; with or without a priority. A second head inside, as relays add one, replaces the first.
 */
export interface SyslogHeader extends Stamp {
  /** Of the first head. */
  day: number;
  host: string | undefined;
  program: Program | undefined;
  pid: number;
  /** Facility × 8 + severity; -1 for none. */
  priority: number;
  /** Where the tag begins. */
  tag: number;
  /** Where the message begins. */
  message: number;
  /** Structured data, RFC 5424; the same place twice for none. */
  dataStart: number;
  dataEnd: number;
  messageId: string | undefined;
  read(bytes: Buffer, start: number, end: number): boolean;
  /** Reads program and pid from a tag on. */
  readTag(bytes: Buffer, at: number, end: number): void;
}

export function syslogHeader(clock: Clock): SyslogHeader {
  const hostNamed = remembered((name) => (name === "-" ? undefined : name));
  const programNamed = remembered((name) => (name === "-" ? undefined : programOf(name)));
  let minute = NaN;
  let minuteAt = NaN;

  const header: SyslogHeader = {
    time: NaN,
    day: NaN,
    next: 0,
    host: undefined,
    program: undefined,
    pid: NaN,
    priority: -1,
    tag: 0,
    message: 0,
    dataStart: 0,
    dataEnd: 0,
    messageId: undefined,
    read(bytes, start, end) {
      header.priority = -1;
      header.dataStart = 0;
      header.dataEnd = 0;
      header.messageId = undefined;
      let at = readPriority(bytes, start, end);
      if (header.priority >= 0 && bytes[at] === 0x31 && bytes[at + 1] === SPACE)
        return readNew(bytes, at + 2, end);
      if (!readTime(bytes, at, end)) {
        if (bytes[at] !== 0x31 || bytes[at + 1] !== SPACE || header.priority >= 0) return false;
        return readIso(bytes, at + 2, end, clock, header) && readNew(bytes, at + 2, end);
      }
      header.host = undefined;
      const { day } = header;
      at = afterTime(bytes, end);
      for (let relays = 0; ; relays++) {
        const stop = next(bytes, SPACE, at, end);
        if (isTag(bytes, at, stop)) break;
        header.host = hostNamed(bytes, at, stop);
        at = stop;
        while (at < end && bytes[at] === SPACE) at++;
        const inner = relays < 2 ? readPriority(bytes, at, end) : at;
        if (relays === 2 || !readTime(bytes, inner, end)) break;
        at = afterTime(bytes, end);
      }
      header.day = day;
      header.readTag(bytes, at, end);
      return true;
    },
    readTag(bytes, start, end) {
      header.tag = start;
      header.program = undefined;
      header.pid = NaN;
      header.message = start;
      let at = start;
      let byte = bytes[at];
      while (at < end && byte !== SPACE && byte !== COLON && byte !== OPEN) byte = bytes[++at];
      if (at === start || at >= end || byte === SPACE) return;
      let stop = at;
      if (byte === OPEN) {
        const close = next(bytes, CLOSE, at, end);
        if (close >= end) return;
        header.pid = digits(bytes, at + 1, close);
        stop = close + 1;
        if (bytes[stop] === COLON) stop++;
      } else stop++;
      if (stop < end && bytes[stop] !== SPACE && byte === COLON) return;
      header.program = programNamed(bytes, start, at);
      while (stop < end && bytes[stop] === SPACE) stop++;
      header.message = afterSolaris(bytes, stop, end);
    },
  };

  function readPriority(bytes: Buffer, at: number, end: number): number {
    if (bytes[at] !== 0x3c) return at;
    let i = at + 1;
    while (i < at + 4 && i < end && isDigit(bytes[i])) i++;
    if (i === at + 1 || i >= end || bytes[i] !== 0x3e) return at;
    const priority = digits(bytes, at + 1, i);
    if (priority > 191) return at;
    header.priority = priority;
    return i + 1;
  }

  function readTime(bytes: Buffer, at: number, end: number): boolean {
    return isDigit(bytes[at])
      ? at < end && readIso(bytes, at, end, clock, header)
      : readBsdTime(bytes, at, end);
  }

  function readBsdTime(bytes: Buffer, at: number, end: number): boolean {
    const month = at + BSD_TIME <= end ? monthAt(bytes, at) : -1;
    if (month < 0 || bytes[at + 3] !== SPACE || bytes[at + 6] !== SPACE) return false;
    const day = twoDigits(bytes, at + 4);
    let clockAt = at + 7;
    let year = -1;
    if (bytes[at + 11] === SPACE && isDigit(bytes[at + 7]) && at + BSD_TIME + 5 <= end) {
      year = twoDigits(bytes, at + 7) * 100 + twoDigits(bytes, at + 9);
      clockAt += 5;
    }
    if (bytes[clockAt + 2] !== COLON || bytes[clockAt + 5] !== COLON) return false;
    const hour = twoDigits(bytes, clockAt);
    const second = twoDigits(bytes, clockAt + 6);
    const ofHour = twoDigits(bytes, clockAt + 3);
    if (day < 1 || hour < 0 || ofHour < 0 || second < 0 || second > 60) return false;
    const key = (((year * 12 + month) * 32 + day) * 24 + hour) * 60 + ofHour;
    if (key !== minute) {
      minuteAt =
        year < 0
          ? clock.yearless(month, day, hour, ofHour)
          : clock.local(civil(year, month, day, hour, ofHour, 0));
      minute = clock.isAmbiguous() ? NaN : key;
    }
    header.time = minuteAt + second * 1000;
    header.day = dayOf(minuteAt);
    header.next = clockAt + 8;
    if (bytes[header.next] === 0x2e) {
      let scale = 100;
      let i = header.next + 1;
      for (; i < end && isDigit(bytes[i]); i++, scale /= 10)
        if (scale >= 1) header.time += (bytes[i]! - 0x30) * scale;
      header.next = i;
    }
    return !Number.isNaN(minuteAt);
  }

  function afterTime(bytes: Buffer, end: number): number {
    let at = header.next;
    if (bytes[at] === COLON) at++;
    while (at < end && bytes[at] === SPACE) at++;
    return at;
  }

  /** RFC 5424, from the time on. */
  function readNew(bytes: Buffer, start: number, end: number): boolean {
    let at = start;
    if (bytes[at] === 0x2d && bytes[at + 1] === SPACE) {
      header.time = NaN;
      header.day = NaN;
      at += 2;
    } else {
      if (!readIso(bytes, at, end, clock, header) || bytes[header.next] !== SPACE) return false;
      at = header.next + 1;
    }
    let stop = next(bytes, SPACE, at, end);
    header.host = hostNamed(bytes, at, stop);
    header.tag = Math.min(stop + 1, end);
    stop = next(bytes, SPACE, header.tag, end);
    header.program = programNamed(bytes, header.tag, stop);
    at = Math.min(stop + 1, end);
    stop = next(bytes, SPACE, at, end);
    header.pid = digits(bytes, at, stop);
    at = Math.min(stop + 1, end);
    stop = next(bytes, SPACE, at, end);
    header.messageId =
      stop - at === 1 && bytes[at] === 0x2d ? undefined : bytes.toString("latin1", at, stop);
    at = Math.min(stop + 1, end);
    if (at >= end) return false;
    header.dataStart = at;
    header.dataEnd = afterData(bytes, at, end);
    if (header.dataEnd < 0) return false;
    at = header.dataEnd;
    if (bytes[at] === SPACE && at < end) at++;
    if (bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 3;
    header.message = Math.min(at, end);
    return true;
  }

  return header;
}

/** A host's place is taken by the tag where a line has no host: "sshd[12]:", "kernel:". */
function isTag(bytes: Buffer, start: number, end: number): boolean {
  const last = bytes[end - 1];
  if (end - start < 2 || last !== COLON) return false;
  if (bytes[end - 2] === CLOSE) return true;
  for (let i = start; i < end - 1; i++) if (bytes[i] === COLON) return false;
  return true;
}

const SOLARIS = ascii("[ID ");

/** Solaris begins a message with "[ID 800047 auth.info] " (msgid(8)). */
function afterSolaris(bytes: Buffer, at: number, end: number): number {
  if (bytes[at] !== OPEN || !startsWith(bytes, at, end, SOLARIS)) return at;
  const close = next(bytes, CLOSE, at, Math.min(end, at + 60));
  return bytes[close] === CLOSE && close + 2 <= end ? close + 2 : at;
}

/** Where structured data ends; -1 where it does not. */
function afterData(bytes: Buffer, start: number, end: number): number {
  if (bytes[start] === 0x2d) return start + 1;
  let at = start;
  while (at < end && bytes[at] === OPEN) {
    let quoted = false;
    for (at++; at < end && (quoted || bytes[at] !== CLOSE); at++) {
      if (bytes[at] === 0x22) quoted = !quoted;
      else if (bytes[at] === 0x5c && quoted) at++;
    }
    if (at >= end) return -1;
    at++;
  }
  return at === start ? -1 : at;
}

/** Structured data by "id.name", RFC 5424 section 6.3. */
export function structuredData(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let at = 0;
  while (text[at] === "[" && found.size < 200) {
    const idEnd = endOf(text, at + 1, " ]");
    const id = text.slice(at + 1, idEnd);
    at = idEnd;
    while (text[at] === " ") {
      const equals = text.indexOf('="', at);
      if (equals < 0) return found;
      const name = text.slice(at + 1, equals);
      let value = "";
      for (at = equals + 2; at < text.length && text[at] !== '"'; at++) {
        if (text[at] === "\\" && '"\\]'.includes(text[at + 1] ?? " ")) at++;
        value += text[at];
      }
      at++;
      if (id !== "") found.set(`${id}.${name}`, value);
    }
    at++;
  }
  return found;
}

function endOf(text: string, from: number, stops: string): number {
  let at = from;
  while (at < text.length && !stops.includes(text[at]!)) at++;
  return at;
}

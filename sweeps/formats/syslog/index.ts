import { CONTEXT_BYTES } from "../../context";
import type { FormatContext, LineParser } from "../../format";
import type { AnchoredFormat } from "../anchored-format";
import { ascii, digits, startsWith } from "../bytes";
import { sameDay } from "./alike";
import { anchors } from "./anchors";
import { type Clock, clockOf } from "../clock";
import { type SyslogHeader, syslogHeader } from "./header";
import { LAST, TIMES, isRepetition, previousLines } from "./previous";
import { NO_PROGRAM } from "./program";
import { SyslogRecord } from "./record";

/**
 * Syslog files: messages, auth.log, secure and their like, RFC 3164 and RFC 5424 (https://www.rfc-editor.org/rfc/rfc3164,
 * https://www.rfc-editor.org/rfc/rfc5424), and what sshd, sudo, su, login, PAM and the tools for accounts write there.
 *
 * Log-in attempts are of category "authentication", one record for each attempt, with `event.action` "logged-in" or
 * "elevated" (sudo, su). What sshd writes besides has an action of its own: "unknown-user", "login-probed",
 * "attempts-exceeded", "attempts-summarised", "pam-authentication-failed", "login-not-allowed", "connection-closed". Other actions:
 * "command-run", "session-opened", "session-closed", "user-added", "user-deleted", "group-added", "member-added",
 * "password-changed".
 */
export const syslog: AnchoredFormat = {
  unit: "line",
  name: "syslog",
  anchors,
  lookBack: CONTEXT_BYTES,
  open,
};

interface SyslogState {
  clock?: unknown;
}

const REPEATED = ascii("message repeated ");
/** Writers count for minutes before they say so: a larger number is damage or a lie, and counts as this one. */
const MOST_TIMES = 1_000_000;
/** A number of more digits is larger anyway. */
const MOST_DIGITS = 15;

function open(context: FormatContext): LineParser {
  const state = (context.state ?? {}) as SyslogState;
  const clock: Clock = clockOf(context, state.clock);
  const header: SyslogHeader = syslogHeader(clock);
  const previous = context.again && previousLines(clock, context.again);
  const record = new SyslogRecord(context.name, context.host, header);
  const { sink } = context;
  /** Whether the last line was a record. */
  let isRead = false;
  let isExcessTold = false;

  const timesSaid = (bytes: Buffer, at: number, end: number): number => {
    const times = end - at > MOST_DIGITS ? Infinity : digits(bytes, at, end);
    if (!(times > MOST_TIMES)) return times;
    if (!isExcessTold) {
      isExcessTold = true;
      const said = bytes.toString("latin1", at, Math.min(end, at + 20));
      context.notice({
        severity: "warning",
        message: `The line at byte ${record.offset} says that a message was repeated ${said} times: it counts as ${MOST_TIMES}, and so does every such line after it.`,
      });
    }
    return MOST_TIMES;
  };

  /** Takes "N times: [ " apart; where the message inside begins, or -1. */
  const inside = (bytes: Buffer, at: number, end: number): number => {
    let i = at;
    while (i < end && bytes[i]! >= 0x30 && bytes[i]! <= 0x39) i++;
    if (!startsWith(bytes, i, end, TIMES)) return -1;
    const times = timesSaid(bytes, at, i);
    if (!(times >= 1)) return -1;
    record.count = times;
    i += TIMES.length;
    if (bytes[i] !== 0x3a || bytes[i + 1] !== 0x20 || bytes[i + 2] !== 0x5b || i + 3 > end)
      return i;
    i += 3;
    return bytes[i] === 0x20 ? i + 1 : i;
  };

  const unwrap = (): void => {
    const { messageBytes: bytes, messageEnd: end } = record;
    const at = inside(bytes, record.messageStart + REPEATED.length, end);
    if (at < 0 || bytes[at - 1] === 0x73) return;
    record.messageStart = at;
    if (bytes[end - 1] === 0x5d) record.messageEnd = end - 1;
  };

  /** "last message repeated N times" stands for the line before it of the same host, at most `CONTEXT_BYTES` before it. */
  const recall = (): void => {
    const { bytes, messageStart: at, messageEnd: end } = record;
    const said = previous?.of(header.host, record.offset);
    if (!said || inside(bytes, at + LAST.length, end) < 0) return;
    header.readTag(said, 0, said.length);
    record.messageBytes = said;
    record.messageStart = header.message;
    record.messageEnd = said.length;
  };

  const line = (bytes: Buffer, lineStart: number, lineEnd: number, offset: number): void => {
    isRead = false;
    let start = lineStart;
    let end = lineEnd;
    while (end > start && (bytes[end - 1] === 0x0d || bytes[end - 1] === 0)) end--;
    while (start < end && bytes[start] === 0) start++;
    if (start === end) return;
    isRead = header.read(bytes, start, end);
    if (!isRead) {
      context.unparsed(bytes.toString("utf8", start, Math.min(end, start + 500)));
      return;
    }
    record.renew();
    record.bytes = bytes;
    record.start = start;
    record.end = end;
    record.offset = offset;
    record.count = 1;
    record.time = header.time;
    record.messageBytes = bytes;
    record.messageStart = header.message;
    record.messageEnd = end;
    const seen = clock.isUtc ? header.day : header.time;
    if (seen > 0) clock.seen(seen);
    if (isRepetition(bytes, header.message, end)) recall();
    if (record.messageBytes[record.messageStart] === 0x6d) {
      if (startsWith(record.messageBytes, record.messageStart, record.messageEnd, REPEATED))
        unwrap();
    }
    const program = header.program ?? NO_PROGRAM;
    record.program = header.program;
    record.pid = header.pid;
    const form = program.form(record.messageBytes, record.messageStart, record.messageEnd);
    record.form = form;
    record.kind = form?.isAttempt === true ? program.attempt : program.kind;
    if (form?.times) record.count *= form.times(record.message());
    sink(record);
  };

  return {
    line,
    alike: (bytes, start, end) => (isRead && clock.isUtc ? sameDay(bytes, start, end) : undefined),
    pending: () => undefined,
    flush: () => {},
    state: () => ({ clock: clock.state() }),
  };
}

import type { FormatContext, LineParser } from "../../format";
import { logKind } from "../../log-kind";
import type { AnchoredFormat } from "../anchored-format";
import { ascii, digits, next, startsWith } from "../bytes";
import { FieldsRecord } from "../fields-record";
import { isFileAccess, auditLayout } from "./read";
import { type Attempts, attemptsOf } from "./attempts";

/**
 * The log of the Linux audit daemon (auditd.conf(5), log_format RAW or ENRICHED): all lines of a serial number are one record,
 * handed over when it is complete. A field that several of its lines have is a list, `type` among them; its text is its lines.
 *
 * Log-in attempts ("authentication") are USER_AUTH and USER_LOGIN; a failed USER_LOGIN after a failed USER_AUTH of the same
 * process is the same attempt, and not counted. "file_access" are system calls on a path, `event.action` "file-accessed".
 */
export const auditd: AnchoredFormat = {
  unit: "line",
  name: "auditd",
  isContinued: true,
  anchors: {
    categories: { authentication: undefined, file_access: undefined },
    product: "linux",
    services: { auditd: undefined },
    context: "always",
  },
  open,
};

interface AuditEvent {
  key: string;
  time: number;
  /** Of its first and last line in this file; -1 while there is none. */
  offset: number;
  last: number;
  lines: string[];
  types: string[];
  /** So many of its lines are from the part of the log before this one. */
  begun: number;
}

interface AuditState {
  done?: Readonly<Record<string, number>>;
  attempts?: unknown;
  begun?: readonly BegunEvent[];
}

/** Key, time, lines and their types of an event that the part before did not end. */
type BegunEvent = readonly [string, number, readonly string[], readonly string[]];

const services = ["auditd"];
const plain = logKind({ product: "linux", services, categories: [] });
const authentication = logKind({ product: "linux", services, categories: ["authentication"] });
const fileAccess = logKind({ product: "linux", services, categories: ["file_access"] });

/** As long as the kernel may take for the rest of an event; libauparse waits as long. */
const PATIENCE = 2000;
const MOST_OPEN = 64;
const MOST_LINES = 500;
const MOST_DONE = 4096;
/** Characters that the next part is told of events that are not whole. */
const MOST_BEGUN = 262_144;

const TYPE = ascii("type=");
const NODE = ascii("node=");
const AUDIT = ascii(" msg=audit(");

/** Types of events that are one line. */
const SINGLE =
  /^(?:USER_|CRED_|SERVICE_|SYSTEM_|DAEMON_|CRYPTO_|ADD_|DEL_|GRP_|ACCT_|ROLE_|VIRT_|CHGRP_ID|CHUSER_ID|RESP_|ANOM_LOGIN|ANOM_RBAC|LABEL_|TRUSTED_APP|TEST$)/;

function open(context: FormatContext): LineParser {
  const state = (context.state ?? {}) as AuditState;
  const record = new FieldsRecord(context.name, context.host, auditLayout, plain);
  const attempts: Attempts = attemptsOf(state.attempts);
  /** In the order in which they began. */
  const waiting = new Map<string, AuditEvent>();
  /** Handed over already, though a line of theirs comes after one that still waits. */
  let done = new Map(Object.entries(state.done ?? {}));
  let lastEvent: AuditEvent | undefined;
  for (const [key, time, lines, types] of state.begun ?? []) {
    const known = { lines: [...lines], types: [...types], begun: lines.length };
    waiting.set(key, { key, time, offset: -1, last: -1, ...known });
  }

  const handOver = (event: AuditEvent): void => {
    waiting.delete(event.key);
    if (lastEvent === event) lastEvent = undefined;
    if (waiting.size > 0) remember(event);
    else if (done.size > 0) done = new Map();
    record.renew(event.lines.join("\n"), Math.max(event.offset, 0), event.time);
    record.kind = kindOf(event, record, attempts);
    context.sink(record);
  };

  /** What lies before the first line that waits is not read again. Where too much does not, nothing may wait so long. */
  const remember = (event: AuditEvent): void => {
    done.set(event.key, event.last);
    if (done.size < MOST_DONE) return;
    const from = pending() ?? Infinity;
    for (const [key, last] of done) if (last < from) done.delete(key);
    const [oldest] = waiting.values();
    if (done.size >= MOST_DONE / 2 && oldest) handOver(oldest);
  };

  const expire = (time: number): void => {
    for (const event of waiting.values()) {
      if (event.time + PATIENCE >= time && waiting.size <= MOST_OPEN) return;
      handOver(event);
    }
  };

  const line = (bytes: Buffer, start: number, lineEnd: number, offset: number): void => {
    let end = lineEnd;
    while (end > start && (bytes[end - 1] === 0x0d || bytes[end - 1] === 0)) end--;
    if (end === start) return;
    const typeAt = startsWith(bytes, start, end, NODE) ? next(bytes, 0x20, start, end) + 1 : start;
    const typeEnd = next(bytes, 0x20, typeAt, end);
    const secondsAt = typeEnd + AUDIT.length;
    const point = next(bytes, 0x2e, secondsAt, Math.min(end, secondsAt + 16));
    const colon = point + 4;
    const close = next(bytes, 0x29, colon, Math.min(end, colon + 24));
    const seconds = digits(bytes, secondsAt, point);
    const time = seconds * 1000 + digits(bytes, point + 1, colon);
    if (
      !startsWith(bytes, typeAt, end, TYPE) ||
      !startsWith(bytes, typeEnd, end, AUDIT) ||
      Number.isNaN(time) ||
      bytes[colon] !== 0x3a ||
      bytes[close] !== 0x29
    ) {
      context.unparsed(bytes.toString("utf8", start, Math.min(end, start + 500)));
      return;
    }
    const node = typeAt === start ? "" : bytes.toString("latin1", start + NODE.length, typeAt);
    const key = `${node}${bytes.toString("latin1", secondsAt, close)}`;
    if (offset <= (done.get(key) ?? -1)) return;
    const type = bytes.toString("latin1", typeAt + TYPE.length, typeEnd);
    expire(time);
    let event = lastEvent?.key === key ? lastEvent : waiting.get(key);
    if (type === "EOE") {
      if (event) handOver(event);
      return;
    }
    if (!event) {
      event = { key, time, offset, last: offset, lines: [], types: [], begun: 0 };
      waiting.set(key, event);
    }
    if (event.offset < 0) event.offset = offset;
    lastEvent = event;
    event.last = offset;
    event.lines.push(bytes.toString("utf8", start, end));
    event.types.push(type);
    const isWhole = type === "PROCTITLE" || (event.lines.length === 1 && SINGLE.test(type));
    if (isWhole || event.lines.length >= MOST_LINES) handOver(event);
  };

  function pending(): number | undefined {
    let earliest: number | undefined;
    for (const { offset } of waiting.values())
      if (offset >= 0 && (earliest === undefined || offset < earliest)) earliest = offset;
    return earliest;
  }

  /** Events as the next part, or the next read of this one, must be told of them. */
  const begunOf = (linesOf: (event: AuditEvent) => number): BegunEvent[] =>
    [...waiting.values()]
      .filter((event) => linesOf(event) > 0)
      .map((event) => {
        const { key, time, lines, types } = event;
        return [key, time, lines.slice(0, linesOf(event)), types.slice(0, linesOf(event))];
      });

  return {
    line,
    pending,
    waits: () => waiting.size > 0,
    handOn() {
      let size = 0;
      for (const event of waiting.values()) {
        size += event.lines.reduce((sum, { length }) => sum + length, 0);
        if (size > MOST_BEGUN) handOver(event);
      }
      const begun = begunOf(({ lines }) => lines.length);
      waiting.clear();
      return { attempts: attempts.state(), begun };
    },
    flush() {
      for (const event of waiting.values()) handOver(event);
    },
    state() {
      const from = pending() ?? Infinity;
      const still = [...done].filter(([, last]) => last >= from);
      const begun = begunOf((event) => event.begun);
      return {
        done: Object.fromEntries(still),
        attempts: attempts.state(),
        ...(begun.length > 0 && { begun }),
      };
    },
  };
}

function kindOf(event: AuditEvent, record: FieldsRecord, attempts: Attempts) {
  const { types } = event;
  if (types.includes("USER_AUTH") || types.includes("USER_LOGIN"))
    return attempts.isNew(event.time, types[0]!, record) ? authentication : plain;
  return isFileAccess(types) ? fileAccess : plain;
}

import type { FormatContext, LineParser } from "../../format";
import { logKind } from "../../log-kind";
import type { AnchoredFormat } from "../anchored-format";
import { clockOf } from "../clock";
import type { Facts } from "../facts";
import { type Fields, FieldsRecord, type Layout, type Value } from "../fields-record";
import { timeOfValue } from "../stamp";
import { syslogHeader } from "../syslog/header";
import { cefExtension, headerParts, leefAttributes } from "./extension";
import { categoriesOf, deviceKind, firstOf, isLogin, outcomeOf, outcomeOfName } from "./read";

interface Dialect {
  name: string;
  mark: string;
  /** Undefined for a text that is none. */
  fields: (text: string) => Map<string, Value> | undefined;
  names: Record<
    | "event"
    | "time"
    | "source"
    | "sourceName"
    | "port"
    | "user"
    | "target"
    | "outcome"
    | "action"
    | "path"
    | "host"
    | "request"
    | "process"
    | "message",
    readonly string[]
  >;
}

const CEF: Dialect = {
  name: "cef",
  mark: "CEF:",
  fields(text) {
    const parts = headerParts(text, 4, 7);
    if (!parts) return undefined;
    const fields = new Map<string, Value>();
    for (const [index, name] of CEF_HEADER.entries()) fields.set(name, parts[index]!.trim());
    cefExtension(parts[7]!, fields);
    return fields;
  },
  names: {
    event: ["name"],
    time: ["rt", "end", "start"],
    source: ["src", "c6a2", "sourceAddress"],
    sourceName: ["shost"],
    port: ["spt"],
    user: ["suser"],
    target: ["duser"],
    outcome: ["outcome", "act"],
    action: ["act"],
    path: ["filePath", "fname"],
    host: ["dvchost", "dvc"],
    request: ["request"],
    process: ["sproc", "dproc"],
    message: ["msg"],
  },
};

const CEF_HEADER = [
  "version",
  "deviceVendor",
  "deviceProduct",
  "deviceVersion",
  "deviceEventClassId",
  "name",
  "severity",
] as const;

const LEEF: Dialect = {
  name: "leef",
  mark: "LEEF:",
  fields(text) {
    const isSecond = text.startsWith("LEEF:2");
    const parts = headerParts(text, 5, isSecond ? 6 : 5) ?? headerParts(text, 5, 5);
    if (!parts) return undefined;
    const fields = new Map<string, Value>();
    for (const [index, name] of LEEF_HEADER.entries()) fields.set(name, parts[index]!.trim());
    const separator = parts.length === 7 ? separatorOf(parts[5]!) : "\t";
    leefAttributes(parts.at(-1)!, separator, fields);
    return fields;
  },
  names: {
    event: ["deviceEventClassId", "cat", "name"],
    time: ["devTime"],
    source: ["src", "identSrc"],
    sourceName: ["identHostName"],
    port: ["srcPort"],
    user: ["usrName", "accountName"],
    target: ["targetUser", "duser"],
    outcome: ["outcome", "result", "action"],
    action: ["action"],
    path: ["filePath", "file", "resource"],
    host: ["devName", "hostName"],
    request: ["url"],
    process: ["process"],
    message: ["msg"],
  },
};

const LEEF_HEADER = [
  "version",
  "deviceVendor",
  "deviceProduct",
  "deviceVersion",
  "deviceEventClassId",
] as const;

/** A character, or "0x09", "x09". */
function separatorOf(text: string): string {
  const hex = /^(?:0x|x|\\x)([0-9a-fA-F]{1,4})$/.exec(text)?.[1];
  if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
  return text === "" || text === "\\t" ? "\t" : text;
}

/**
 * ArcSight's Common Event Format (CEF implementation standard, https://www.microfocus.com/documentation/arcsight/), bare or within syslog.
 * Fields have the names of the extension; those of the header are `deviceVendor`, `deviceProduct`, `deviceEventClassId`, `name`, `severity`, ….
 * An event whose name speaks of logging in, with an outcome, is "authentication"; one with a path is "file_access".
 */
export const cef: AnchoredFormat = formatOf(CEF);

/** IBM's Log Event Extended Format, versions 1.0 and 2.0 (https://www.ibm.com/docs/en/dsm?topic=overview-leef-event-components); otherwise as CEF. */
export const leef: AnchoredFormat = formatOf(LEEF);

function formatOf(dialect: Dialect): AnchoredFormat {
  return {
    unit: "line",
    name: dialect.name,
    anchors: {
      categories: { authentication: undefined, file_access: undefined },
      context: "always",
    },
    open: (context) => open(dialect, context),
  };
}

function open({ mark, names, fields: fieldsOf }: Dialect, context: FormatContext): LineParser {
  const clock = clockOf(context, (context.state as { clock?: unknown } | null | undefined)?.clock);
  const header = syslogHeader(clock);
  const layout: Layout = {
    fields: (line) => fieldsOf(line.slice(Math.max(line.indexOf(mark), 0))) ?? new Map(),
    read: readFacts,
  };
  const record = new FieldsRecord(
    context.name,
    context.host,
    layout,
    logKind({ product: "cef", services: [], categories: [] }),
  );
  let outerHost: string | undefined;

  function readFacts(fields: Fields, facts: Facts, into: FieldsRecord): void {
    const first = (name: keyof Dialect["names"]) => firstOf(fields, names[name]);
    const event = eventOf(fields);
    into.host = first("host") ?? outerHost ?? into.host;
    into.program = first("process");
    into.message = first("message") ?? event;
    const [user, target] = [first("user"), first("target")];
    facts.by(user ?? target);
    if (user !== undefined) facts.to(target);
    const address = first("source") ?? first("sourceName");
    if (address !== undefined || isLogin(event)) facts.from(address);
    const port = Number(first("port"));
    if (port > 0 && port <= 65_535) facts.port = port;
    facts.outcome = outcomeOf([first("outcome")]) ?? outcomeOfName(event);
    facts.action = isLogin(event) ? "logged-in" : first("action");
    facts.path = first("path");
    if (facts.path !== undefined && !isLogin(event)) facts.action = "file-accessed";
    facts.urlPath = first("request");
  }

  const eventOf = (fields: Fields): string =>
    names.event.map((name) => firstOf(fields, [name]) ?? "").join(" ");

  return {
    line(bytes, lineStart, lineEnd, offset) {
      let start = lineStart;
      let end = lineEnd;
      while (end > start && (bytes[end - 1] === 0x0d || bytes[end - 1] === 0)) end--;
      while (start < end && bytes[start] === 0) start++;
      if (start === end) return;
      const line = bytes.toString("utf8", start, end);
      const at = line.indexOf(mark);
      const hasHeader = at > 0 && header.read(bytes, start, end);
      if (at < 0) return context.unparsed(line.slice(0, 500));
      record.renew(line, offset, hasHeader ? header.time : NaN);
      outerHost = hasHeader ? header.host : undefined;
      const fields = record.all();
      if (fields.size === 0) return context.unparsed(line.slice(0, 500));
      const time = names.time
        .map((name) => timeOfValue(fields.get(name), clock))
        .find((value) => value > 0);
      if (time !== undefined) record.time = time;
      if (record.time > 0) clock.seen(record.time);
      const event = eventOf(fields);
      const outcome = outcomeOf([firstOf(fields, names.outcome)]) ?? outcomeOfName(event);
      record.kind = deviceKind(
        String(fields.get("deviceVendor")),
        String(fields.get("deviceProduct")),
        categoriesOf(isLogin(event), outcome, firstOf(fields, names.path)),
      );
      context.sink(record);
    },
    pending: () => undefined,
    flush: () => {},
    state: () => ({ clock: clock.state() }),
  };
}

import type { FormatContext, LineParser } from "../../format";
import type { AnchoredFormat } from "../anchored-format";
import { isDigit, next, startsWith, twoDigits } from "../bytes";
import { civil } from "../civil";
import { FieldsRecord, type Layout, type Value, textOf } from "../fields-record";
import { monthAt } from "../stamp";
import { W3C_NAMES, webKinds } from "./kinds";

/**
 * Access logs of Apache and nginx in the common or combined format, also with the virtual host before it
 * (https://httpd.apache.org/docs/current/mod/mod_log_config.html). Fields have the names of Sigma's rules for web servers.
 *
 * Attempts ("authentication", `event.action` "logged-in"): 401 to a named user or to a POST; 401 and 403 to a POST to a path that is
 * about logging in; and requests of a named user that were let in.
 */
export const accessLog: AnchoredFormat = {
  unit: "line",
  name: "access-log",
  anchors: {
    categories: { webserver: undefined, authentication: undefined },
    product: "apache",
    context: "always",
  },
  open,
};

const kinds = webKinds("apache", ["access", "apache", "nginx"]);
/** "[dd/Mon/yyyy:hh:mm:ss +zzzz] " */
const TIME = 29;
const POST = Buffer.from("POST ");
const LOGIN_PATHS = /log-?[io]n|sign-?in|auth|session|xmlrpc\.php|token/i;

function open(context: FormatContext): LineParser {
  const record = new FieldsRecord(context.name, context.host, layout, kinds.request);
  return {
    line(bytes, lineStart, lineEnd, offset) {
      let start = lineStart;
      let end = lineEnd;
      while (end > start && (bytes[end - 1] === 0x0d || bytes[end - 1] === 0)) end--;
      while (start < end && bytes[start] === 0) start++;
      if (start === end) return;
      const quote = next(bytes, 0x22, start, end);
      const time = quote >= end ? NaN : timeBefore(bytes, start, quote);
      const close = Number.isNaN(time) ? -1 : endOfQuoted(bytes, quote + 1, end);
      if (close < 0 || close + 5 > end || !isDigit(bytes[close + 2])) {
        context.unparsed(bytes.toString("utf8", start, Math.min(end, start + 500)));
        return;
      }
      record.renew(bytes.toString("utf8", start, end), offset, time);
      record.kind = isAttempt(bytes, start, quote, close) ? kinds.attempt : kinds.request;
      context.sink(record);
    },
    pending: () => undefined,
    flush: () => {},
    state: () => null,
  };
}

/** The time that stands right before the request: what a user's name holds is farther left. */
function timeBefore(bytes: Buffer, start: number, quote: number): number {
  const at = quote - TIME;
  if (at < start || bytes[at] !== 0x5b || bytes[quote - 2] !== 0x5d || bytes[at + 12] !== 0x3a)
    return NaN;
  const naive = civil(
    twoDigits(bytes, at + 8) * 100 + twoDigits(bytes, at + 10),
    monthAt(bytes, at + 4),
    twoDigits(bytes, at + 1),
    twoDigits(bytes, at + 13),
    twoDigits(bytes, at + 16),
    twoDigits(bytes, at + 19),
  );
  const offset = (twoDigits(bytes, at + 23) * 60 + twoDigits(bytes, at + 25)) * 60_000;
  return bytes[at + 22] === 0x2d ? naive + offset : naive - offset;
}

/** A quote that is no end has a backslash before it. */
function endOfQuoted(bytes: Buffer, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    if (bytes[at] === 0x5c) at++;
    else if (bytes[at] === 0x22) return at;
  }
  return -1;
}

function isAttempt(bytes: Buffer, start: number, quote: number, close: number): boolean {
  const status =
    (bytes[close + 2]! - 48) * 100 + (bytes[close + 3]! - 48) * 10 + bytes[close + 4]! - 48;
  if (status < 400) return isNamed(bytes, start, quote);
  if (status !== 401 && status !== 403) return false;
  const isPost = startsWith(bytes, quote + 1, close, POST);
  if (status === 401 && (isPost || isNamed(bytes, start, quote))) return true;
  return (
    isPost && LOGIN_PATHS.test(bytes.toString("latin1", quote + 6, Math.min(close, quote + 500)))
  );
}

/** Whether there is a user: "- [" before the time says that there is none. */
function isNamed(bytes: Buffer, start: number, quote: number): boolean {
  const at = quote - TIME - 1;
  return at > start && !(bytes[at - 1] === 0x2d && bytes[at - 2] === 0x20);
}

const ALIASES: ReadonlyMap<string, string> = new Map([...W3C_NAMES, ["c-uri", "cs-uri"]]);
const REQUEST = ["cs-method", "cs-uri", "cs-version"] as const;

const layout: Layout = {
  aliases: ALIASES,
  fields(line) {
    const fields = new Map<string, Value>();
    const quote = line.indexOf('"');
    const set = (name: string, value: string | undefined): void => {
      if (value !== undefined && value !== "-" && value !== "") fields.set(name, value);
    };
    const before = line.slice(0, quote - TIME - 1);
    const words = before.split(" ");
    // Before the client there may be the virtual host and its port.
    const client = words.length > 3 && /:\d{1,5}$/.test(words[0]!) ? 1 : 0;
    if (client === 1) set("cs-host", words[0]!.replace(/:\d{1,5}$/, ""));
    set("c-ip", words[client]);
    set("cs-username", words.slice(client + 2).join(" "));
    const [request, afterRequest] = quoted(line, quote);
    for (const [index, part] of partsOf(request).entries()) set(REQUEST[index]!, part);
    const uri = textOf(fields.get("cs-uri")) ?? "";
    const query = uri.indexOf("?");
    set("cs-uri-stem", query < 0 ? uri : uri.slice(0, query));
    if (query >= 0) set("cs-uri-query", uri.slice(query + 1));
    const [status, size] = line
      .slice(afterRequest, afterRequest + 40)
      .trim()
      .split(" ");
    fields.set("sc-status", Number(status));
    if (size !== undefined && /^\d{1,15}$/.test(size)) fields.set("sc-bytes", Number(size));
    const [referer, afterReferer] = quoted(line, line.indexOf('"', afterRequest));
    set("cs(Referer)", referer);
    const [agent] = quoted(line, line.indexOf('"', afterReferer));
    set("cs(User-Agent)", agent);
    return fields;
  },
  read(fields, facts, record) {
    facts.from(textOf(fields.get("c-ip")));
    facts.by(textOf(fields.get("cs-username")));
    facts.status = Number(fields.get("sc-status"));
    record.program = "web server";
    record.message = record.line;
    if (record.kind !== kinds.attempt) return;
    facts.action = "logged-in";
    facts.outcome = facts.status < 400 ? "success" : "failure";
    if (facts.outcome === "failure") facts.reason = "wrong-password";
  },
};

/** "GET /a b HTTP/1.1": a target may hold spaces. */
function partsOf(request: string): readonly (string | undefined)[] {
  const first = request.indexOf(" ");
  const last = request.lastIndexOf(" ");
  if (first < 0) return [undefined, request];
  const hasVersion = last > first && request.startsWith("HTTP/", last + 1);
  return [
    request.slice(0, first),
    request.slice(first + 1, hasVersion ? last : request.length),
    hasVersion ? request.slice(last + 1) : undefined,
  ];
}

/** What is quoted there, without escapes, and where it goes on after it. */
function quoted(line: string, quote: number): [string, number] {
  if (quote < 0) return ["", line.length];
  let at = quote + 1;
  while (at < line.length && line[at] !== '"') at += line[at] === "\\" ? 2 : 1;
  const text = line.slice(quote + 1, at);
  const plain = text.includes("\\")
    ? text.replace(/\\x([0-9A-Fa-f]{2})|\\(["\\])/g, (_, hex: string | undefined, char: string) =>
        hex === undefined ? char : String.fromCharCode(Number.parseInt(hex, 16)),
      )
    : text;
  return [plain, Math.min(at + 1, line.length)];
}

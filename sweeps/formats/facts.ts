import type { FieldValue } from "../log-record";
import { accountOf } from "./account";
import { remoteAddress } from "../remote-address";

/**
 * What a line says in the words that all records share. One is used again and again. `event.reason` says why an attempt
 * failed: "unknown-user", "wrong-password", "locked", "disabled", "expired", "not-allowed", "no-database".
 */
export class Facts {
  action: string | undefined = undefined;
  outcome: "success" | "failure" | undefined = undefined;
  reason: string | undefined = undefined;
  user: string | undefined = undefined;
  domain: string | undefined = undefined;
  userId: string | undefined = undefined;
  target: string | undefined = undefined;
  group: string | undefined = undefined;
  ip: string | undefined = undefined;
  port: number | undefined = undefined;
  /** The name of the host that it came from, where there is no address. */
  remote: string | undefined = undefined;
  path: string | undefined = undefined;
  command: string | undefined = undefined;
  urlPath: string | undefined = undefined;
  urlQuery: string | undefined = undefined;
  method: string | undefined = undefined;
  status: number | undefined = undefined;
  /** sshd's method: "password", "publickey"; the log's own name for it is `method`. */
  means: string | undefined = undefined;
  agent: string | undefined = undefined;
  /** Whether it came from somewhere: then `source.address` says at least that it was local. */
  hasSource = false;
  /** What the log calls things itself. */
  readonly own = new Map<string, FieldValue>();

  clear(): void {
    this.action = undefined;
    this.outcome = undefined;
    this.reason = undefined;
    this.user = undefined;
    this.domain = undefined;
    this.userId = undefined;
    this.target = undefined;
    this.group = undefined;
    this.ip = undefined;
    this.port = undefined;
    this.remote = undefined;
    this.path = undefined;
    this.command = undefined;
    this.urlPath = undefined;
    this.urlQuery = undefined;
    this.method = undefined;
    this.status = undefined;
    this.means = undefined;
    this.agent = undefined;
    this.hasSource = false;
    if (this.own.size > 0) this.own.clear();
  }

  /** Who did it. */
  by(text: string | undefined): void {
    const account = text === undefined ? undefined : accountOf(text);
    this.user = account?.name;
    this.domain = account?.domain;
  }

  /** To whom. */
  to(text: string | undefined): void {
    this.target = text === undefined ? undefined : accountOf(text)?.name;
  }

  /** An address, or a host's name, or one of the words for none. */
  from(text: string | undefined): void {
    this.hasSource = true;
    if (text === undefined || text === "" || text === "-" || text === "?") return;
    this.ip = remoteAddress(text);
    if (this.ip === undefined && isHostName(text)) this.remote = text.toLowerCase();
  }

  /** A field by the name that the Elastic Common Schema gives it, or the log. */
  get(name: string, host: string | undefined, program: string | undefined): FieldValue | undefined {
    switch (name) {
      case "event.action":
        return this.action;
      case "event.outcome":
        return this.outcome;
      case "event.reason":
        return this.reason;
      case "user.name":
        return this.user;
      case "user.domain":
        return this.domain;
      case "user.id":
        return this.userId;
      case "user.target.name":
        return this.target;
      case "group.name":
        return this.group;
      case "source.ip":
        return this.ip;
      case "source.port":
        return this.port;
      case "source.address":
        return this.address(host, program);
      case "file.path":
        return this.path;
      case "process.command_line":
        return this.command;
      case "url.path":
        return this.urlPath;
      case "url.query":
        return this.urlQuery;
      case "http.request.method":
        return this.method;
      case "http.response.status_code":
        return this.status;
      case "user_agent.original":
        return this.agent;
      case "method":
        return this.means ?? this.own.get(name);
      default:
        return this.own.size > 0 ? this.own.get(name) : undefined;
    }
  }

  private address(host: string | undefined, program: string | undefined): string | undefined {
    if (!this.hasSource) return undefined;
    return this.ip ?? this.remote ?? `local on ${host ?? "unknown"} (${program ?? "unknown"})`;
  }
}

const LOCAL = new Set(["localhost", "localhost.localdomain", "unknown", "::1", "::"]);

/** No address in disguise: a loopback is nobody's name. */
function isHostName(text: string): boolean {
  if (text.length > 253 || text.startsWith("127.") || LOCAL.has(text.toLowerCase())) return false;
  return /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*)$/.test(text) && text !== "0.0.0.0";
}

const NAMES = (Object.keys(new Facts()) as (keyof Facts)[]).filter(
  (name) => name !== "port" && name !== "own",
);

/** Whether two say the same of all but the port. */
export function sameButPort(one: Facts, other: Facts): boolean {
  for (const name of NAMES) if (one[name] !== other[name]) return false;
  for (const [name, value] of one.own) if (other.own.get(name) !== value) return false;
  return one.own.size === other.own.size;
}

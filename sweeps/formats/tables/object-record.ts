import { type LogKind, logKind } from "../../log-kind";
import type { FieldValue, LogRecord, Place } from "../../log-record";
import type { FormatContext } from "../../format";
import { accountOf } from "../account";
import { remoteAddress } from "../../remote-address";
import { outcomeOf } from "../cef/read";
import type { Clock } from "../clock";
import { type Value, textOf } from "../fields-record";
import { timeOfValue } from "../stamp";
import { lookUp } from "./lookup";

const TIMES = [
  "@timestamp",
  "timestamp",
  "time",
  "ts",
  "eventTime",
  "event.created",
  "datetime",
  "date",
  "TimeGenerated",
  "_time",
];

const unnamed = logKind({ product: "table", services: [], categories: [] });
const MOST_KINDS = 1000;

/**
 * An object of JSON or a row of a table. Fields are found by the source's map, then by their own names, dotted or nested. One is used for
 * all lines of a file.
 *
 * Its kind comes from `event.module` (product; "table" without), `event.dataset` (service) and `event.category` (categories). Without the last, an
 * `event.outcome` beside a `user.name` makes it "authentication", unless there is a `file.path`: then "file_access".
 */
export class ObjectRecord implements LogRecord {
  kind: LogKind = unnamed;
  time = NaN;
  readonly count = 1;
  offset = 0;
  line = "";
  event: Readonly<Record<string, unknown>> = {};
  private readonly map: ReadonlyMap<string, string>;
  private readonly kinds = new Map<string, LogKind>();

  constructor(
    private readonly context: FormatContext,
    private readonly clock: Clock,
    /** Of a field that all records share; lets a format name it otherwise. */
    private readonly find: (
      event: Readonly<Record<string, unknown>>,
      name: string,
    ) => Value | undefined = lookUp,
  ) {
    this.map = new Map(Object.entries(context.fields ?? {}));
  }

  renew(event: Readonly<Record<string, unknown>>, line: string, offset: number): void {
    this.event = event;
    this.line = line;
    this.offset = offset;
    this.time = this.timeOf();
    this.kind = this.kindOf();
    if (this.time > 0) this.clock.seen(this.time);
  }

  get(name: string): Value | undefined {
    switch (name) {
      case "user.name":
      case "user.target.name":
        return this.account(name)?.name;
      case "user.domain":
        return this.raw(name) ?? this.account("user.name")?.domain;
      case "source.ip":
        return this.ip();
      case "source.address":
        return this.ip() ?? this.remote();
      case "event.outcome":
        return this.outcome() ?? this.raw(name);
      case "host.name":
        return this.raw(name) ?? textOf(this.raw("host")) ?? this.context.host;
      case "message":
        return this.raw(name) ?? this.line;
      default:
        return this.raw(name);
    }
  }

  names(): readonly string[] {
    return Object.keys(this.event);
  }

  text(): string {
    return this.line;
  }

  identity(): string {
    return `${this.time} ${this.line}`;
  }

  place(): Place {
    return { name: this.context.name, at: this.offset };
  }

  private raw(name: string): Value | undefined {
    const mapped = this.map.get(name);
    return mapped === undefined ? this.find(this.event, name) : this.find(this.event, mapped);
  }

  private account(name: string) {
    const text = textOf(this.raw(name));
    return text === undefined ? undefined : accountOf(text);
  }

  private ip(): string | undefined {
    const text = textOf(this.raw("source.ip")) ?? textOf(this.raw("source.address"));
    return text === undefined ? undefined : remoteAddress(text);
  }

  private remote(): FieldValue | undefined {
    const text = textOf(this.raw("source.address")) ?? textOf(this.raw("source.domain"));
    if (text !== undefined && /^[\w.-]+$/.test(text) && /[A-Za-z]/.test(text))
      return text.toLowerCase();
    if (this.account("user.name") === undefined) return undefined;
    const host = textOf(this.get("host.name")) ?? "unknown";
    return `local on ${host} (${textOf(this.raw("process.name")) ?? "unknown"})`;
  }

  private outcome() {
    return outcomeOf([textOf(this.raw("event.outcome"))]);
  }

  private timeOf(): number {
    const mapped = this.map.get("@timestamp") ?? this.map.get("time");
    const names = mapped === undefined ? TIMES : [mapped];
    for (const name of names) {
      const time = timeOfValue(this.find(this.event, name), this.clock);
      if (time >= 0) return time;
    }
    return NaN;
  }

  private kindOf(): LogKind {
    const product = this.raw("event.module");
    const service = this.raw("event.dataset");
    const told = this.raw("event.category");
    const category = told === undefined ? this.likelyCategory() : told;
    const key = `${keyOf(product)}|${keyOf(service)}|${keyOf(category)}`;
    const known = this.kinds.get(key);
    if (known) return known;
    const made = logKind({
      product: listOf(product)[0] ?? "table",
      services: listOf(service),
      categories: listOf(category).flatMap((name) =>
        name === "file" ? ["file", "file_access"] : [name],
      ),
    });
    if (this.kinds.size >= MOST_KINDS) this.kinds.clear();
    this.kinds.set(key, made);
    return made;
  }

  private likelyCategory(): string | undefined {
    if (this.outcome() === undefined || textOf(this.raw("user.name")) === undefined)
      return undefined;
    return textOf(this.raw("file.path")) === undefined ? "authentication" : "file_access";
  }
}

const keyOf = (value: Value | undefined): string =>
  typeof value === "string"
    ? value
    : value === undefined
      ? ""
      : Array.isArray(value)
        ? value.join(",")
        : String(value);

const listOf = (value: Value | undefined): readonly string[] =>
  (Array.isArray(value) ? (value as readonly FieldValue[]) : [value as FieldValue | undefined])
    .filter((item) => typeof item === "string" && item !== "")
    .slice(0, 10)
    .map((item) => String(item).toLowerCase().slice(0, 100));

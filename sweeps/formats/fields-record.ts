import type { LogKind } from "../log-kind";
import type { FieldValue, LogRecord, Place } from "../log-record";
import { Facts } from "./facts";

export type Value = FieldValue | readonly FieldValue[];
export type Fields = ReadonlyMap<string, Value>;

/** How a format's text is taken apart, when someone asks. */
export interface Layout {
  fields(text: string): Fields;
  /** Fills in what all records share; may set `host`, `program` and `message` of the record. */
  read(fields: Fields, facts: Facts, record: FieldsRecord): void;
}

/** A record that is a list of named fields; one is used for all records of a file. */
export class FieldsRecord implements LogRecord {
  kind: LogKind;
  time = NaN;
  count = 1;
  offset = 0;
  line = "";
  host: string | undefined = undefined;
  program: string | undefined = undefined;
  message: string | undefined = undefined;
  private readonly facts = new Facts();
  private fields: Fields | undefined = undefined;
  private isRead = false;

  constructor(
    private readonly name: string,
    private readonly ownHost: string | undefined,
    private readonly layout: Layout,
    kind: LogKind,
  ) {
    this.kind = kind;
  }

  /** Another record is in it now. */
  renew(line: string, offset: number, time: number): void {
    this.line = line;
    this.offset = offset;
    this.time = time;
    this.count = 1;
    this.host = this.ownHost;
    this.program = undefined;
    this.message = undefined;
    this.fields = undefined;
    this.isRead = false;
  }

  get(name: string): Value | undefined {
    const facts = this.read();
    switch (name) {
      case "host.name":
        return this.host;
      case "process.name":
        return this.program;
      case "message":
        return this.message ?? this.all().get(name) ?? this.line;
      default:
        return facts.get(name, this.host, this.program) ?? this.all().get(name);
    }
  }

  names(): readonly string[] {
    return [...this.all().keys()];
  }

  text(): string {
    return this.line;
  }

  identity(): string {
    return `${this.time} ${this.line}`;
  }

  place(): Place {
    return { name: this.name, at: this.offset };
  }

  all(): Fields {
    return (this.fields ??= this.layout.fields(this.line));
  }

  private read(): Facts {
    if (!this.isRead) {
      this.isRead = true;
      this.facts.clear();
      this.layout.read(this.all(), this.facts, this);
    }
    return this.facts;
  }
}

/** A field as text; undefined for one that is missing, empty, a list's rest, or null. */
export function textOf(value: Value | undefined): string | undefined {
  const first = Array.isArray(value) ? (value as readonly FieldValue[])[0] : (value as FieldValue);
  return first === undefined || first === null || first === "" ? undefined : String(first);
}

/** Adds a field; a name that comes again makes a list. */
export function addField(fields: Map<string, Value>, name: string, value: FieldValue): void {
  const before = fields.get(name);
  if (before === undefined) fields.set(name, value);
  else if (Array.isArray(before)) (before as FieldValue[]).push(value);
  else fields.set(name, [before as FieldValue, value]);
}

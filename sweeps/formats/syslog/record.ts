import type { Likeness } from "../../likeness";
import type { LogKind } from "../../log-kind";
import type { FieldValue, LogRecord, Place } from "../../log-record";
import { Facts } from "../facts";
import { likenesses } from "./likeness";
import type { Form } from "./form";
import { type SyslogHeader, structuredData } from "./header";
import { NO_PROGRAM, type Program } from "./program";

/** A line of syslog; one is used for all lines of a file. */
export class SyslogRecord implements LogRecord {
  kind: LogKind = NO_PROGRAM.kind;
  time = NaN;
  count = 1;
  /** The line. */
  bytes: Buffer = Buffer.alloc(0);
  start = 0;
  end = 0;
  offset = 0;
  program: Program | undefined = undefined;
  form: Form | undefined = undefined;
  /** The message, which a line that stands for an earlier one has elsewhere. */
  messageBytes: Buffer = this.bytes;
  messageStart = 0;
  messageEnd = 0;
  pid = NaN;
  private readonly facts = new Facts();
  private isRead = false;
  private readonly likenessOf = likenesses();
  private standsFor: Likeness | undefined = undefined;
  private isLikened = false;
  private messageText: string | undefined = undefined;
  private data: Map<string, string> | undefined = undefined;

  constructor(
    private readonly name: string,
    private readonly ownHost: string | undefined,
    private readonly header: SyslogHeader,
  ) {}

  /** Another line is in it now. */
  renew(): void {
    this.isRead = false;
    this.isLikened = false;
    this.messageText = undefined;
    this.data = undefined;
  }

  get host(): string | undefined {
    return this.header.host ?? this.ownHost;
  }

  get(name: string): FieldValue | undefined {
    switch (name) {
      case "host.name":
        return this.host;
      case "process.name":
        return this.program?.name;
      case "process.pid":
        return Number.isNaN(this.pid) ? undefined : this.pid;
      case "message":
        return this.message();
      case "event.action":
        return this.form?.action;
      case "event.outcome":
        return this.form?.outcome;
      case "log.syslog.priority":
        return this.header.priority < 0 ? undefined : this.header.priority;
      case "log.syslog.msgid":
        return this.header.messageId;
      default:
        return this.form
          ? (this.read().get(name, this.host, this.program?.name) ?? this.dataOf(name))
          : this.dataOf(name);
    }
  }

  names(): readonly string[] {
    const { header } = this;
    return [
      ...(header.host === undefined ? [] : ["host.name"]),
      ...(this.program ? ["process.name"] : []),
      ...(Number.isNaN(this.pid) ? [] : ["process.pid"]),
      "message",
      ...(this.form ? this.read().own.keys() : []),
      ...this.structured().keys(),
    ];
  }

  message(): string {
    return (this.messageText ??= this.messageBytes.toString(
      "utf8",
      this.messageStart,
      this.messageEnd,
    ));
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

  likeness(): Likeness | undefined {
    if (!this.isLikened) {
      this.isLikened = true;
      this.standsFor = this.hasData() ? undefined : this.likenessOf(this);
    }
    return this.standsFor;
  }

  private read(): Facts {
    if (!this.isRead) {
      this.facts.clear();
      this.form?.read(this.message(), this.facts);
      this.isRead = true;
    }
    return this.facts;
  }

  private dataOf(name: string): string | undefined {
    return this.hasData() ? this.structured().get(name) : undefined;
  }

  private hasData(): boolean {
    return this.header.dataEnd > this.header.dataStart + 1;
  }

  private structured(): Map<string, string> {
    const { dataStart, dataEnd } = this.header;
    return (this.data ??= structuredData(this.bytes.toString("utf8", dataStart, dataEnd)));
  }
}

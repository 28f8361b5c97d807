import type { Likeness } from "./likeness";
import type { LogKind } from "./log-kind";

export type FieldValue = string | number | boolean | null;

/**
 * One record of a log, in one shape whatever it came from. It is read lazily, and valid only while it is
 * handed over: readers use one object again and again, so who keeps something of it copies that.
 *
 * Fields have the names that the log itself gives them (Windows: those of the event's details, without
 * spaces; its System elements with an underscore before attributes, as Sigma writes them) and, beside them, these of the Elastic
 * Common Schema (https://www.elastic.co/docs/reference/ecs), which every format fills where it can:
 *
 * - `host.name`: where it happened; `process.name`; `message`
 * - `event.outcome`: "success" or "failure"; `event.action`: "logged-in", "logged-in-explicitly", "member-added", "log-cleared", …
 * - `user.name`: in lower case, without its domain; `user.domain`; `user.target.name`: whom it was done to, where that is another
 * - `source.ip`: never "-", loopback or an IPv4 address in IPv6's clothes; `source.port`
 * - `source.address`: `source.ip`, else the workstation's or remote host's name in lower case, else "local on HOST (PROCESS)": to group by
 * - `file.path`, `url.path`, `http.response.status_code`, `user_agent.original`
 */
export interface LogRecord {
  readonly kind: LogKind;
  /** When it happened, in milliseconds since 1970 (UTC); NaN where the log does not say. */
  readonly time: number;
  /** How many times it happened: "message repeated 5 times" is one record of 5. */
  readonly count: number;
  /** A field by its name; undefined when there is none. Never what an object inherits. */
  get(name: string): FieldValue | readonly FieldValue[] | undefined;
  /** Names of the fields that the log itself gives, for people. */
  names(): readonly string[];
  /** The record as text, as the log has it. */
  text(): string;
  /**
   * What makes it this record, the same from whichever copy of the log it was read: for Windows computer, channel and
   * record id; for a row its table and key; for a line its time and text.
   */
  identity(): string;
  place(): Place;
  /** What stands for it and the records like it; undefined where the reader knows of none. */
  likeness?(): Likeness | undefined;
}

/** Where a person finds it. */
export interface Place {
  /** File (within its root, for an archive with "!member"), or database and table. */
  name: string;
  /** Byte offset in the uncompressed file, or the row's key. */
  at: number | string;
}

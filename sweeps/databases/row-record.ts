import { type LogKind, logKind } from "../log-kind";
import type { FieldValue, LogRecord, Place } from "../log-record";
import { accountName, hostName } from "../windows/names";
import { remoteAddress } from "../remote-address";
import { timeOfCell } from "./cell-time";

export interface RowLayout {
  /** Of database and table, for places and identities. */
  name: string;
  /** Names that rules use, in the order of the columns. */
  fields: readonly string[];
  kind: LogKind;
  /** Which column says when it happened. */
  timeAt: number | undefined;
  /** IANA name; of times without one. */
  zone: string;
}

/** What a declaration says the log is; a table of nothing in particular is of the product "database". */
export const kindOf = (
  log: { product: string; service?: string | undefined; category?: string | undefined } | undefined,
): LogKind =>
  logKind({
    product: log?.product ?? "database",
    services: log?.service === undefined ? [] : [log.service],
    categories: log?.category === undefined ? [] : [log.category],
  });

/** A row of a table whose columns are fields; one object is used for all of them. */
export class RowRecord implements LogRecord {
  readonly count = 1;
  key = "";
  private values: readonly unknown[] = [];
  private readonly index: ReadonlyMap<string, number>;

  constructor(private readonly layout: RowLayout) {
    this.index = new Map(layout.fields.map((name, at) => [name, at]));
  }

  /** Another row is in it now. */
  renew(values: readonly unknown[], key: string): void {
    this.values = values;
    this.key = key;
  }

  get kind(): LogKind {
    return this.layout.kind;
  }

  get time(): number {
    const { timeAt, zone } = this.layout;
    return timeAt === undefined ? Number.NaN : timeOfCell(this.values[timeAt], zone);
  }

  get(name: string): FieldValue | undefined {
    const at = this.index.get(name);
    if (at === undefined) return name === "source.address" ? this.get("source.ip") : undefined;
    const value = plain(this.values[at]);
    const clean = CLEAN.get(name);
    return clean && value !== null ? clean(String(value)) : value;
  }

  names(): readonly string[] {
    return this.layout.fields;
  }

  text(): string {
    return this.layout.fields
      .map((name, at) => `${name}=${String(plain(this.values[at]) ?? "")}`)
      .join(" ");
  }

  identity(): string {
    return `${this.layout.name}|${this.key}`;
  }

  place(): Place {
    return { name: this.layout.name, at: this.key };
  }
}

const SUCCESS = /^(?:success|succeeded|successful|ok|true|1|allowed|granted)$/i;
const FAILURE = /^(?:failure|failed|fail|error|false|0|denied|refused)$/i;

/** The common fields as every format gives them, see `LogRecord`. */
const CLEAN: ReadonlyMap<string, (written: string) => string | undefined> = new Map([
  ["source.ip", remoteAddress],
  ["source.address", (written: string) => remoteAddress(written) ?? hostName(written)],
  ["user.name", (written: string) => accountName(written).name],
  ["user.target.name", (written: string) => accountName(written).name],
  ["host.name", (written: string) => written.toLowerCase()],
  [
    "event.outcome",
    (written: string) =>
      SUCCESS.test(written) ? "success" : FAILURE.test(written) ? "failure" : written.toLowerCase(),
  ],
]);

/** What drivers give for a value, as a field: times as ISO 8601, bytes as "0x1f". */
export function plain(value: unknown): FieldValue {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString("hex")}`;
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}

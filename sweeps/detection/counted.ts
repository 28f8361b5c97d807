import type { LogRecord } from "../log-record";
import type { Feed } from "./correlator";
import { type GroupField, groupKey } from "./group-key";
import { boundedValue, copied, textOf } from "./kept-text";

/** The name of the host that wrote it. */
export const hostOf = (record: LogRecord): string | undefined => {
  const name = textOf(record.get("host.name"));
  return name === undefined ? undefined : boundedValue(name);
};

/** What counts: of a value_count its value, undefined when the record has none; else which rule it is. */
export function whatOf(
  { into, position, values }: Feed,
  valueOf: (field: string) => string | undefined,
): number | string | undefined {
  if (into.correlation !== "value_count") return position;
  const key = groupKey(
    values.map((field): GroupField => ({ name: field, field })),
    valueOf,
    false,
    false,
  );
  return key === undefined ? undefined : copied(key);
}

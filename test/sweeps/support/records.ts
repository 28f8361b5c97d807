import { logKind } from "../../../sweeps/log-kind";
import type { LogKind } from "../../../sweeps/log-kind";
import type { FieldValue, LogRecord, Place } from "../../../sweeps/log-record";

export const SSHD: LogKind = logKind({
  product: "linux",
  services: ["sshd", "auth"],
  categories: ["authentication"],
});

export interface PlainRecord {
  kind?: LogKind;
  /** Milliseconds; NaN when it is left out. */
  time?: number;
  count?: number;
  fields?: Readonly<Record<string, FieldValue | readonly FieldValue[]>>;
  text?: string;
  identity?: string;
  place?: Place;
}

/** A record made of plain values. Its text is its fields as JSON, its identity its time and text, unless it says otherwise. */
export function logRecord({
  kind = SSHD,
  time = NaN,
  count = 1,
  fields = {},
  text = JSON.stringify(fields),
  identity = `${time} ${text}`,
  place = { name: "auth.log", at: 0 },
}: PlainRecord): LogRecord {
  const named = new Map(Object.entries(fields));
  return {
    kind,
    time,
    count,
    get: (name) => named.get(name),
    names: () => [...named.keys()],
    text: () => text,
    identity: () => identity,
    place: () => place,
  };
}

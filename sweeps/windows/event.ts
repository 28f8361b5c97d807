import type { FieldValue } from "../log-record";

/** A Windows event, whichever shape it came in, with the names of the event's own XML. */
export interface WindowsEvent {
  /** Milliseconds since 1970 (UTC), NaN when it has none. */
  readonly time: number;
  /** A value of its System element ("EventID", "Provider_Name") or of its details ("TargetUserName"). */
  raw(name: string): FieldValue | readonly FieldValue[] | undefined;
  names(): readonly string[];
}

/** A value as text; the first of several, "" for none. */
export function textOf(event: WindowsEvent, name: string): string {
  const value = event.raw(name);
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined || first === null ? "" : String(first);
}

import type { LogRecord, Place } from "../log-record";

/** A line or row that holds a Windows event: what a record of it says of where it is. */
export interface EventPlace {
  text(): string;
  place(): Place;
}

/** Makes a record of a Windows event in one of its JSON shapes; undefined for an object that is none. */
export type WindowsEventReader = (
  event: Readonly<Record<string, unknown>>,
  line: EventPlace,
) => LogRecord | undefined;

export interface WindowsOption {
  windows?: WindowsEventReader | undefined;
  /** What makes the kind of an event. */
  windowsKinds?: WindowsKinds | undefined;
}

export interface WindowsKinds {
  /** Keys of JSON. */
  keys: readonly string[];
  /** Whether the kind of an event depends on the values of these keys, wherever they are in it, and else only on which keys and what sorts of values there are. */
  areTold(event: Readonly<Record<string, unknown>>): boolean;
}

/**
 * Whether an object looks like a Windows event: nested `Event.System`, Winlogbeat's `winlog`, or flat with an event id (NXLog,
 * the columns of Azure's SecurityEvent).
 */
export function looksLikeWindows(event: Readonly<Record<string, unknown>>): boolean {
  if (isObject(own(event, "Event")) || isObject(own(event, "winlog"))) return true;
  if (Object.hasOwn(event, "winlog.event_id")) return true;
  if (!Object.hasOwn(event, "EventID") && !Object.hasOwn(event, "EventId")) return false;
  return ["Channel", "Computer", "Hostname", "SourceName", "Provider", "EventSourceName"].some(
    (name) => Object.hasOwn(event, name),
  );
}

const own = (object: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null;

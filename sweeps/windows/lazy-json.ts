import type { FieldValue } from "../log-record";
import type { WindowsEvent } from "./event";
import {
  type Json,
  SYSTEM_NAMES,
  channelOf,
  isObject,
  member,
  plain,
  timeOf,
  windowsEventOfObject,
} from "./json";

type Value = FieldValue | readonly FieldValue[] | undefined;
type LookUp = (name: string, whole: () => WindowsEvent | undefined) => Value;

/**
 * What `windowsEventOfObject` answers, without taking the object apart before somebody asks: in the two shapes that are
 * most frequent, fields are looked up where they lie. Most events are of a kind that no rule is about, and asked for that alone.
 */
export function lazyWindowsEvent(object: Json): WindowsEvent | undefined {
  const event = member(object, "Event") ?? object;
  const system = member(event, "System");
  const isFlat = !system && !member(object, "system") && !member(object, "winlog");
  const lookUp = system ? nested(system, event) : isFlat ? flat(object) : undefined;
  if (!lookUp) return windowsEventOfObject(object);

  let taken: WindowsEvent | undefined;
  const whole = (): WindowsEvent | undefined => (taken ??= windowsEventOfObject(object));
  const id = Number(lookUp("EventID", whole) ?? Number.NaN);
  const channel = lookUp("Channel", whole) ?? channelOf(lookUp("Provider_Name", whole));
  if (!Number.isInteger(id) || typeof channel !== "string") return undefined;
  let time: number | undefined;
  return {
    get time() {
      return (time ??= timeOf(lookUp("TimeCreated_SystemTime", whole)));
    },
    raw: (name) => (name === "EventID" ? id : name === "Channel" ? channel : lookUp(name, whole)),
    names: () => whole()?.names() ?? [],
  };
}

/** evtx_dump's `{"Event": {"System": {…}, "EventData": {…}}}`, where no detail is more than a text or number. */
function nested(system: Json, event: Json): LookUp {
  const details = member(event, "EventData");
  let isPlain: boolean | undefined;
  return (name, whole) => {
    if (Object.hasOwn(system, name)) {
      const value = system[name];
      return typeof value === "object" ? whole()?.raw(name) : plain(value);
    }
    const mark = name.indexOf("_");
    if (mark > 0) {
      const element = member(system, name.slice(0, mark));
      const attributes = element && !("$" in element) && member(element, "#attributes");
      const value = attributes && attributes[name.slice(mark + 1)];
      if (typeof value === "string") return value;
      if (element) return whole()?.raw(name);
    }
    if (Object.hasOwn(SYSTEM_NAMES, name)) return whole()?.raw(name);
    isPlain ??= event["UserData"] === undefined && (!details || isPlainDetails(details));
    if (!isPlain) return whole()?.raw(name);
    return details && Object.hasOwn(details, name) ? plain(details[name]) : undefined;
  };
}

/** Whether each field has its own name, and a value that is no list and no object. */
function isPlainDetails(details: Json): boolean {
  let count = 0;
  for (const name in details) {
    if (typeof details[name] === "object" || name.includes(" ") || name.startsWith("xmlns"))
      return false;
    if (++count > MOST_PLAIN) return false;
  }
  return true;
}

/** More may be more than are kept. */
const MOST_PLAIN = 500;

/** NXLog's and others', all at one level. */
function flat(object: Json): LookUp {
  let isPlain: boolean | undefined;
  const has = (name: string): boolean => {
    if (!Object.hasOwn(object, name)) return false;
    const value = object[name];
    return value !== undefined && !isObject(value);
  };
  return (name, whole) => {
    isPlain ??= isPlainObject(object);
    if (!isPlain) return whole()?.raw(name);
    const others = Object.hasOwn(SYSTEM_NAMES, name) ? SYSTEM_NAMES[name] : undefined;
    const own = has(name) ? name : others?.find(has);
    if (own === undefined) return undefined;
    const value = object[own];
    return Array.isArray(value) ? value.map(plain) : plain(value);
  };
}

/** Whether all fields are in it under their own names. */
export function isPlainObject(object: Json): boolean {
  let count = 0;
  for (const name in object) {
    const isMoved = name === "EventData" || name === "UserData" || name.startsWith("winlog.");
    if (isMoved || name.includes(" ") || ++count > MOST_PLAIN) return false;
  }
  return true;
}

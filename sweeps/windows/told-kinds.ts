import type { WindowsKinds } from "../formats/windows-event";
import { type Json, SYSTEM_NAMES, isObject, member } from "./json";
import { isPlainObject } from "./lazy-json";

const { EventID = [], Channel = [], Provider_Name = [] } = SYSTEM_NAMES;

/** Of events in the three shapes that are most frequent: what `lazyWindowsEvent` looks up for their kinds lies where it is expected. */
export const windowsKinds: WindowsKinds = {
  keys: [...EventID, ...Channel, ...Provider_Name, "Name", "provider_name"]
    .map((name) => name.replace("winlog.", ""))
    .filter((name, index, all) => all.indexOf(name) === index)
    .flatMap((name) => (name === name.toLowerCase() ? [name, `winlog.${name}`] : [name])),
  areTold(object) {
    const event = member(object, "Event") ?? object;
    const system = member(event, "System");
    if (system) return isInSystem(system);
    if (member(object, "system")) return false;
    const winlog = member(object, "winlog");
    return winlog ? isInWinlog(winlog) : isPlainObject(object);
  },
};

function isInSystem(system: Json): boolean {
  if (!isPlainValue(system, "EventID") || !isPlainValue(system, "Channel")) return false;
  if (Object.hasOwn(system, "Provider_Name")) return isPlainValue(system, "Provider_Name");
  const provider = member(system, "Provider");
  const attributes = provider && !("$" in provider) ? member(provider, "#attributes") : undefined;
  return typeof attributes?.["Name"] === "string";
}

/** Spaces are taken out of its names. */
const isInWinlog = (winlog: Json): boolean =>
  ["event_id", "channel", "provider_name"].every((name) => isPlainValue(winlog, name)) &&
  Object.keys(winlog).every((name) => !name.includes(" "));

function isPlainValue(object: Json, name: string): boolean {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return value !== undefined && !isObject(value) && !Array.isArray(value);
}

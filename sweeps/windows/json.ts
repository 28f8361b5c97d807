import type { FieldValue } from "../log-record";
import type { WindowsEvent } from "./event";

export type Json = Readonly<Record<string, unknown>>;

/** What exporters call the elements of System where everything lies at one level. */
export const SYSTEM_NAMES: Readonly<Record<string, readonly string[]>> = {
  EventID: ["EventID", "EventId", "event_id", "winlog.event_id"],
  Channel: ["Channel", "channel", "LogName", "winlog.channel"],
  Computer: [
    "Computer",
    "Hostname",
    "ComputerName",
    "computer_name",
    "MachineName",
    "winlog.computer_name",
  ],
  Provider_Name: [
    "Provider_Name",
    "SourceName",
    "EventSourceName",
    "ProviderName",
    "Provider",
    "winlog.provider_name",
  ],
  EventRecordID: ["EventRecordID", "EventRecordId", "RecordNumber", "RecordId", "winlog.record_id"],
  Keywords: ["Keywords", "winlog.keywords"],
  Level: ["Level", "LevelValue", "EventLevel"],
  TimeCreated_SystemTime: [
    "TimeCreated_SystemTime",
    "SystemTime",
    "TimeCreated",
    "EventTime",
    "TimeGenerated",
    "@timestamp",
  ],
};

const MOST_DEPTH = 6;
const MOST_FIELDS = 1_000;

/**
 * A Windows event out of an object of any of the exporters' shapes: nested as evtx_dump and xml-to-json write it,
 * `winlog.*` of Winlogbeat, flat as NXLog's and as the columns of SecurityEvent. Undefined when it is none: it needs an event id, and a channel or a provider.
 */
export function windowsEventOfObject(object: Json): WindowsEvent | undefined {
  const fields = fieldsOf(object);
  if (!fields) return undefined;
  addSystemNames(fields);
  const id = Number(fields.get("EventID"));
  const channel = fields.get("Channel") ?? channelOf(fields.get("Provider_Name"));
  if (!Number.isInteger(id) || typeof channel !== "string") return undefined;
  fields.set("EventID", id).set("Channel", channel);
  const written = fields.get("TimeCreated_SystemTime");
  return {
    time: timeOf(written),
    raw: (name) => fields.get(name),
    names: () => [...fields.keys()],
  };
}

/** Exports of one log may leave out its name: the audit's provider has the Security log alone. */
export const channelOf = (provider: unknown): string | undefined =>
  provider === "Microsoft-Windows-Security-Auditing" ? "Security" : undefined;

type Fields = Map<string, FieldValue | readonly FieldValue[]>;

/** The elements of System under their own names, whatever the exporter calls them. */
function addSystemNames(fields: Fields): void {
  for (const [name, others] of Object.entries(SYSTEM_NAMES)) {
    if (fields.has(name)) continue;
    const other = others.find((candidate) => fields.has(candidate));
    if (other !== undefined) fields.set(name, fields.get(other)!);
  }
}

function fieldsOf(object: Json): Fields | undefined {
  const fields: Fields = new Map();
  const event = member(object, "Event");
  const system = member(event ?? object, "System") ?? member(object, "system");
  if (system) {
    addSystem(fields, system);
    for (const section of ["EventData", "UserData"] as const) {
      addDetails(fields, (event ?? object)[section], 0);
    }
    return fields;
  }
  const winlog = member(object, "winlog");
  if (winlog) {
    for (const [name, value] of Object.entries(winlog)) add(fields, `winlog.${name}`, value);
    addSystemNames(fields);
    addDetails(fields, winlog["event_data"], 0);
    addDetails(fields, winlog["user_data"], 0);
    add(fields, "@timestamp", object["@timestamp"]);
    return fields;
  }
  addFlat(fields, object);
  return SYSTEM_NAMES["EventID"]!.some((name) => fields.has(name)) ? fields : undefined;
}

function addFlat(fields: Fields, object: Json): void {
  for (const [name, value] of Object.entries(object)) {
    if (name === "EventData" || name === "UserData") addDetails(fields, value, 0);
    else add(fields, name.replace(/^winlog\.(?:event|user)_data\./, ""), value);
  }
}

/** `{"Provider": {"#attributes": {"Name": "…"}}, "EventID": {"#text": 4625}}`, attributes also as "@Name" or "_Name". */
function addSystem(fields: Fields, system: Json): void {
  for (const [name, value] of Object.entries(system)) {
    if (!isObject(value)) {
      add(fields, name, value);
      continue;
    }
    add(fields, name, textOfElement(value));
    const attributes = { ...value, ...member(value, "#attributes"), ...member(value, "$") };
    for (const [attribute, text] of Object.entries(attributes)) {
      if (!isText(attribute)) add(fields, `${name}_${attribute.replace(/^[@_]/, "")}`, text);
    }
  }
}

const isText = (key: string): boolean => ["#text", "_", "$", "#attributes", "Value"].includes(key);
const textOfElement = (element: Json): unknown =>
  element["#text"] ?? element["_"] ?? element["Value"];

/**
 * `{"IpAddress": "…"}`, `{"Data": [{"@Name": "IpAddress", "#text": "…"}]}`, `{"Data": {"#text": ["…"]}}`, or one more level. They never replace an
 * element of System: 104 has a detail called Channel, and details may be of anybody's choosing.
 */
function addDetails(fields: Fields, details: unknown, depth: number): void {
  if (!isObject(details) || depth > MOST_DEPTH) return;
  for (const [name, value] of Object.entries(details)) {
    if (name === "#attributes" || name.startsWith("xmlns") || name.startsWith("@xmlns")) continue;
    const elements = Array.isArray(value) ? value : [value];
    const labelled = elements.filter(isObject).filter((element) => labelOf(element) !== undefined);
    if (name === "Data" && labelled.length > 0) {
      for (const element of labelled)
        addDetail(fields, labelOf(element)!, textOfElement(element) ?? "");
    } else if (isObject(value)) {
      const text = textOfElement(value);
      if (text === undefined) addDetails(fields, value, depth + 1);
      else addDetail(fields, name, text);
    } else addDetail(fields, name, value);
  }
}

function addDetail(fields: Fields, name: string, value: unknown): void {
  if (!fields.has(name.replaceAll(" ", ""))) add(fields, name, value);
}

function labelOf(element: Json): string | undefined {
  const label =
    element["@Name"] ??
    element["Name"] ??
    member(element, "#attributes")?.["Name"] ??
    member(element, "$")?.["Name"];
  return typeof label === "string" ? label : undefined;
}

function add(fields: Fields, name: string, value: unknown): void {
  if (value === undefined || fields.size >= MOST_FIELDS) return;
  const key = name.replaceAll(" ", "");
  if (Array.isArray(value)) fields.set(key, value.map(plain));
  else if (!isObject(value)) fields.set(key, plain(value));
}

export const plain = (value: unknown): FieldValue =>
  value === null || ["string", "number", "boolean"].includes(typeof value)
    ? (value as FieldValue)
    : textOfJson(value);

function textOfJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return "(lies too deep)"; // It was parsed without a stack, and is not written without one.
  }
}

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function member(object: Json, name: string): Json | undefined {
  const value = object[name];
  return isObject(value) ? value : undefined;
}

/** ISO 8601, a bare "2026-01-02 03:04:05" (UTC), seconds or milliseconds since 1970, or "/Date(…)/". */
export function timeOf(written: unknown): number {
  if (typeof written === "number") return written < 1e11 ? written * 1_000 : written;
  if (typeof written !== "string") return Number.NaN;
  const [, milliseconds] = /^\/Date\((\d{1,16})\)\/$/.exec(written) ?? [];
  if (milliseconds) return Number(milliseconds);
  const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?$/.exec(
    written,
  );
  if (!iso) return Date.parse(written);
  const [, date, time, fraction = "", zone = "Z"] = iso;
  return Date.parse(`${date}T${time}${fraction.slice(0, 4)}${zone}`);
}

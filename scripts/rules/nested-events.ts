import { logKind } from "../../sweeps/log-kind";
import type { FieldValue, LogRecord } from "../../sweeps/log-record";

/**
 * Events of Windows from JSON of the shape `{"Event": {"System": …, "EventData": …}}`, attributes under `#attributes`; one
 * after the other, whatever stands between them. Names are as Sigma writes them: `Provider_Name`, and without spaces.
 */
export function nestedEvents(text: string): LogRecord[] {
  return objectsIn(text).map((one) => recordOf(JSON.parse(one) as Nested));
}

type Nested = { readonly [key: string]: Nested | FieldValue | undefined };

/** Each outermost object of a text as text. */
function objectsIn(text: string): string[] {
  const objects: string[] = [];
  let [depth, start] = [0, 0];
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (token === "{" && depth++ === 0) start = index;
    if (token === "}" && --depth === 0) objects.push(text.slice(start, index + 1));
  }
  return objects;
}

function recordOf(nested: Nested): LogRecord {
  const event = inner(nested.Event);
  const fields = new Map<string, FieldValue>();
  addSystem(inner(event.System), fields);
  addData(inner(event.EventData), fields);
  for (const data of Object.values(inner(event.UserData))) addData(inner(data), fields);
  const channel = String(fields.get("Channel") ?? "").toLowerCase();
  const eventId = Number(fields.get("EventID"));
  return {
    kind: logKind({ product: "windows", services: [], categories: [], channel, eventId }),
    time: Date.parse(String(fields.get("TimeCreated_SystemTime"))),
    count: 1,
    get: (name) => fields.get(name),
    names: () => [...fields.keys()],
    text: () => [...fields].map(([name, value]) => `${name}: ${String(value)}`).join("\n"),
    identity: () => ["Computer", "Channel", "EventRecordID"].map((name) => fields.get(name)).join(),
    place: () => ({ name: channel, at: Number(fields.get("EventRecordID")) }),
  };
}

/** `{"Provider": {"#attributes": {"Name": "x"}}}` is Provider_Name; `{"EventID": {"#text": 5}}` is EventID. */
function addSystem(system: Nested, fields: Map<string, FieldValue>): void {
  for (const [name, value] of Object.entries(system)) {
    if (isField(value)) fields.set(name, value);
    const text = inner(value)["#text"];
    if (isField(text)) fields.set(name, text);
    for (const [attribute, of] of Object.entries(inner(inner(value)["#attributes"])))
      if (isField(of)) fields.set(`${name}_${attribute}`, of);
  }
}

function addData(data: Nested, fields: Map<string, FieldValue>): void {
  for (const [name, value] of Object.entries(data))
    if (isField(value)) fields.set(name.replaceAll(" ", ""), value);
}

const inner = (value: Nested | FieldValue | undefined): Nested =>
  typeof value === "object" && value !== null ? value : {};

const isField = (value: Nested | FieldValue | undefined): value is FieldValue =>
  value === null || ["string", "number", "boolean"].includes(typeof value);

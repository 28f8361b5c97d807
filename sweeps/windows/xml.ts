import { XMLParser } from "fast-xml-parser";
import type { WindowsEvent } from "./event";
import { windowsEventOfObject } from "./json";

/** Events of some 64 KB are as large as Windows writes them. */
const LONGEST = 262_144;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  processEntities: true,
});

/**
 * A Windows event as XML, `<Event>…</Event>`, as the Event Viewer and forwarding write it; undefined when it is none, or is no well-formed XML.
 */
export function windowsEventOfXml(xml: string): WindowsEvent | undefined {
  const text = xml.trimStart();
  if (text.length > LONGEST || !text.startsWith("<") || text.includes("<!DOCTYPE"))
    return undefined;
  try {
    return windowsEventOfObject(parser.parse(text) as Readonly<Record<string, unknown>>);
  } catch {
    return undefined;
  }
}

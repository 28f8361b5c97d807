import type * as FastXml from "fast-xml-parser";

// Loaded by the first use: a start without PAN-OS does without it.
let library: typeof FastXml | undefined;
const fastXml = (): typeof FastXml => (library ??= require("fast-xml-parser") as typeof FastXml);

const attributes = { ignoreAttributes: false, attributeNamePrefix: "@" };

/** The text of an element, whose attributes are the members that begin with "@". Everything is escaped. */
export const xmlOf = (element: object): string =>
  new (fastXml().XMLBuilder)({ ...attributes, suppressEmptyNode: true }).build(element);

/**
 * An answer that is XML; undefined for another media type. Each element becomes an object with its text as
 * "#text" and its attributes as "@name"; no value is interpreted. What is not well-formed holds nothing.
 */
export function parseXml(text: string, mediaType: string): unknown {
  if (!/^(?:application|text)\/xml$/i.test(mediaType)) return undefined;
  if (fastXml().XMLValidator.validate(text) !== true) return {};
  const parser = new (fastXml().XMLParser)({
    ...attributes,
    alwaysCreateTextNode: true,
    parseTagValue: false,
    parseAttributeValue: false,
    isArray: (name) => name === "entry" || name === "member",
  });
  return parser.parse(text) as unknown;
}

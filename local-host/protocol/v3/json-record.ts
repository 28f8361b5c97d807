/** An object read from JSON, none of its members known yet. */
export type JsonRecord = Record<string, unknown>;

/** Whether a JSON value is an object: neither null, nor an array, nor a scalar. */
export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value of a JSON text; undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The object that a JSON text holds; `what` names it in the error when it holds anything else. */
export function parseRecord(text: string, what: string): JsonRecord {
  const value = parseJson(text);
  if (isRecord(value)) return value;
  throw new Error(`Cannot read ${what}: expected a JSON object, got ${describe(text)}`);
}

/** A text member; a missing or different one is an error that names it. */
export function textOf(record: JsonRecord, member: string, what: string): string {
  const value = record[member];
  if (typeof value === "string") return value;
  throw new Error(`Cannot read ${what}: expected a text in "${member}", got ${typeof value}`);
}

/** A list member; a missing or different one is an error that names it. */
export function listOf(record: JsonRecord, member: string, what: string): unknown[] {
  const value = record[member];
  if (Array.isArray(value)) return value;
  throw new Error(`Cannot read ${what}: expected a list in "${member}", got ${typeof value}`);
}

/** Payloads belong to the app and stay out of errors: the kind and the size have to do. */
const describe = (text: string): string =>
  text === "" ? "an empty text" : `${text.length} characters of something else`;

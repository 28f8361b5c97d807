import { createHash } from "node:crypto";
import type { FieldValue } from "../log-record";

const MOST_EVIDENCE = 500;
const MOST_VALUE = 512;
/** Controls, direction overrides, what nobody sees, and halves of characters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
const PLAIN = /^[ -~]*$/;
const scratch = Buffer.alloc(2_048);

/** The same text in memory of its own: a piece of a line would keep all of the line's buffer alive. */
export function copied(text: string): string {
  if (text.length > 600) return JSON.parse(JSON.stringify(text)) as string;
  const bytes = scratch.write(text, "utf8");
  if (bytes === text.length) return scratch.toString("latin1", 0, bytes);
  return JSON.parse(JSON.stringify(text)) as string;
}

/** A log's text for people: what is not seen is written as an escape, and it ends after 500 characters. */
export function shownText(text: string): string {
  if (text.length <= MOST_EVIDENCE && PLAIN.test(text)) return copied(text);
  const head = text.length > MOST_EVIDENCE ? text.slice(0, MOST_EVIDENCE) : text;
  const shown = head.replace(UNSEEN, escaped);
  if (shown.length <= MOST_EVIDENCE && head === text) return copied(shown);
  return copied(`${whole(shown.slice(0, MOST_EVIDENCE - 1))}…`);
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  if (code > 0xffff) return `\\u{${code.toString(16)}}`;
  return code > 0xff
    ? `\\u${code.toString(16).padStart(4, "0")}`
    : `\\x${code.toString(16).padStart(2, "0")}`;
}

const whole = (text: string): string => (/[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text);

/** A field's value as text; of a list all its members, comma and space between. Undefined where there is none. */
export function textOf(value: FieldValue | readonly FieldValue[] | undefined): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  if (value === undefined || value === null) return undefined;
  return typeof value === "object" ? value.map((one) => textOf(one) ?? "").join(", ") : `${value}`;
}

/** A value to group or count by: one of megabytes becomes its start and its SHA-256, so that it stays distinct. */
export function boundedValue(text: string): string {
  if (text.length <= MOST_VALUE) return text;
  const hash = createHash("sha256").update(text, "utf16le").digest("hex");
  return `${whole(text.slice(0, MOST_VALUE / 2))}… (SHA-256 ${hash})`;
}

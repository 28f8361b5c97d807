import { type Value, addField } from "../fields-record";

const MOST_FIELDS = 500;

/** Parts of a header between unescaped pipes; the rest after `count` of them is the last. Undefined where there are fewer. */
export function headerParts(text: string, from: number, count: number): string[] | undefined {
  const parts: string[] = [];
  let start = from;
  for (let at = from; at < text.length && parts.length < count; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "|") {
      parts.push(text.slice(start, at).replace(/\\([\\|])/g, "$1"));
      start = at + 1;
    }
  }
  if (parts.length < count) return undefined;
  parts.push(text.slice(start));
  return parts;
}

/**
 * CEF's extension: a value ends where the next key begins, which is a word right before an unescaped "=". Words with other
 * characters than keys have (of a URL that holds "=") are none.
 */
export function cefExtension(text: string, fields: Map<string, Value>): void {
  let key: string | undefined;
  let valueAt = 0;
  let wordAt = 0;
  let isWord = true;
  for (let at = 0; at < text.length && fields.size < MOST_FIELDS; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x20) {
      wordAt = at + 1;
      isWord = true;
    } else if (char === 0x5c) {
      at++;
      isWord = false;
    } else if (char === 0x3d && isWord && at > wordAt) {
      if (key !== undefined)
        addField(fields, key, unescaped(text.slice(valueAt, wordAt).trimEnd()));
      key = text.slice(wordAt, at);
      valueAt = at + 1;
      isWord = false;
    } else if (isWord && !isKeyChar(char)) isWord = false;
  }
  if (key !== undefined) addField(fields, key, unescaped(text.slice(valueAt).trimEnd()));
}

const isKeyChar = (char: number): boolean =>
  (char >= 0x30 && char <= 0x39) ||
  (char >= 0x41 && char <= 0x5a) ||
  (char >= 0x61 && char <= 0x7a) ||
  char === 0x5f ||
  char === 0x2e ||
  char === 0x2d ||
  char === 0x5b ||
  char === 0x5d;

const unescaped = (value: string): string =>
  value.includes("\\")
    ? value.replace(/\\([=\\|nr])/g, (_, char: string) =>
        char === "n" ? "\n" : char === "r" ? "\r" : char,
      )
    : value;

/** LEEF's attributes: "key=value", with a separator between. */
export function leefAttributes(text: string, separator: string, fields: Map<string, Value>): void {
  for (const pair of text.split(separator, MOST_FIELDS)) {
    const equals = pair.indexOf("=");
    if (equals > 0) addField(fields, pair.slice(0, equals).trim(), pair.slice(equals + 1));
  }
}

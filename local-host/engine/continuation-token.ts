import { ArgumentError } from "./argument-error";

/** Where a list goes on: the keys of the last row given out. Opaque to whoever carries it. */
export function writeToken(place: readonly [string | number, string]): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** The place in a token; undefined, which is the beginning, without one. Any other text is refused. */
export function readToken<K extends string | number>(
  token: string | undefined,
  isKey: (key: unknown) => key is K,
): [K, string] | undefined {
  if (!token) return undefined;
  const place = parse(Buffer.from(token, "base64url").toString());
  if (!Array.isArray(place) || place.length !== 2) throw refused();
  const [key, last] = place as [unknown, unknown];
  if (!isKey(key) || !isText(last)) throw refused();
  return [key, last];
}

const refused = (): ArgumentError =>
  new ArgumentError("The continuation token was not made by this list: begin again without one");

/** A key of a list by name. */
export const isText = (key: unknown): key is string => typeof key === "string";

/** A key of a list by time. */
export const isTime = (key: unknown): key is number => Number.isSafeInteger(key);

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

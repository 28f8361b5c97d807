/** Where a list goes on: the keys of the last row given out. Opaque to whoever carries it. */
export function writeToken(place: readonly [string | number, string]): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** The place in a token; undefined, which is the beginning, without one. Any other text is refused. */
export function readToken<T>(
  token: string | undefined,
  placeOf: (keys: [unknown, unknown]) => T,
): T | undefined {
  if (!token) return undefined;
  const place = parse(Buffer.from(token, "base64url").toString());
  if (!Array.isArray(place) || place.length !== 2) {
    throw new Error("The continuation token was not made by this host");
  }
  return placeOf([place[0], place[1]]);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

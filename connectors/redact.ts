/** Shorter strings occur by chance; a secret that short protects nothing. */
const shortest = 6;

/** A text without any of the secrets, in case a vendor's answer repeats what it was sent. */
export const redact = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((clean, secret) => clean.replaceAll(secret, "***"), text);

/**
 * What could be secret in a request: the headers that authorise it and what is in them, the values
 * of its base address's query, and those of a form.
 */
export function secretsOf(
  headers: Record<string, string>,
  baseUrl: string,
  form: Record<string, string> = {},
): string[] {
  const words = Object.values(headers).flatMap((value) => [
    value,
    value.replace(/^\S+\s+/, ""),
    value.replace(/^\S+\s+\w+=/, ""), // "Token token=…"
  ]);
  const pairs = Object.values(headers).flatMap(basicParts);
  const { search, searchParams } = new URL(baseUrl);
  const raw = search.slice(1).split("&");
  const query = [...searchParams.values(), ...raw.map((pair) => pair.slice(pair.indexOf("=") + 1))];
  const all = [...words, ...pairs, ...query, ...Object.values(form)];
  // A key that was stored with a line break goes out, and comes back, without it.
  const written = all.flatMap((text) => [text, text.trim()]);
  const found = new Set(written.filter(({ length }) => length >= shortest));
  return [...found].toSorted((one, other) => other.length - one.length);
}

/** User name and password of Basic authentication (RFC 7617); either may be half of a key. */
function basicParts(value: string): string[] {
  const [, encoded] = /^Basic\s+(\S+)$/i.exec(value) ?? [];
  if (encoded === undefined) return [];
  const pair = Buffer.from(encoded, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  return [pair, pair.slice(0, colon), pair.slice(colon + 1)];
}

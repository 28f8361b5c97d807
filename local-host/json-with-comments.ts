/**
 * Parses JSON as the Functions host reads its files: comments and trailing commas do no harm. Throws one
 * sentence with line and column, which repeats none of the text: that may be secret.
 */
export function parseJsonWithComments(source: string): unknown {
  const text = source.replace(/^\uFEFF/, "");
  let at = 0;

  const fail = (expected: string): never => {
    const before = text.slice(0, at).split("\n");
    const found = at < text.length ? "" : ", found the end of the file";
    throw new SyntaxError(
      `${expected} expected${found} (line ${before.length}, column ${before.at(-1)!.length + 1})`,
    );
  };
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const skip = (): void => void take(space);
  const string = (): string | undefined => {
    const start = at;
    const found = take(stringToken);
    if (found === undefined) return undefined;
    try {
      return JSON.parse(found) as string;
    } catch {
      at = start; // a control character, or an escape that does not exist
      return undefined;
    }
  };

  /** What stands between two brackets, with commas between, and perhaps one after the last. */
  const list = (open: string, close: string, item: () => void): boolean => {
    if (text[at] !== open) return false;
    at += 1;
    for (skip(); text[at] !== close; skip()) {
      item();
      skip();
      if (text[at] === ",") at += 1;
      else if (text[at] !== close) fail(`"," or "${close}"`);
    }
    at += 1;
    return true;
  };
  const value = (): unknown => {
    skip();
    const entries: [string, unknown][] = [];
    const member = (): void => {
      const name = string() ?? fail('A name in double quotes or "}"');
      skip();
      if (text[at] !== ":") fail('":"');
      at += 1;
      entries.push([name, value()]);
    };
    if (list("{", "}", member)) return Object.fromEntries(entries);
    const items: unknown[] = [];
    if (list("[", "]", () => items.push(value()))) return items;
    const word = take(literal);
    return word === undefined ? (string() ?? fail("A value")) : (JSON.parse(word) as unknown);
  };

  const whole = value();
  skip();
  if (at < text.length) fail("The end of the file");
  return whole;
}

const space = /(?:\s|\/\/[^\n\r]*|\/\*[^]*?\*\/)*/y;
const stringToken = /"(?:[^"\\\n]|\\.)*"/y;
const literal = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

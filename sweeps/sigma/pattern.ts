/** `*`: any number of characters. */
export const MANY: unique symbol = Symbol("*");
/** `?`: exactly one character. */
export const ONE: unique symbol = Symbol("?");

/** Text and wildcards in turn; no two texts and no two MANY beside each other, no empty text. */
export type Pattern = readonly Piece[];

export type Piece = string | typeof MANY | typeof ONE;

/**
 * A value of a rule by its escapes: `\*` and `\?` are the characters themselves, `\\` is one backslash, and a
 * backslash before anything else is itself.
 * https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-rules-specification.md#escaping
 */
export function parsePattern(text: string): Pattern {
  const pieces: Piece[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    const next = text.charAt(index + 1);
    if (character === "\\" && (next === "*" || next === "?" || next === "\\")) {
      pieces.push(next);
      index += 1;
    } else if (character === "*") pieces.push(MANY);
    else if (character === "?") pieces.push(ONE);
    else pieces.push(character);
  }
  return joined(pieces);
}

/** Brings pieces into the form of a pattern. */
export function joined(pieces: Pattern): Pattern {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (piece === "" || (piece === MANY && last === MANY)) continue;
    if (typeof piece === "string" && typeof last === "string")
      result[result.length - 1] = last + piece;
    else result.push(piece);
  }
  return result;
}

/** Its text, when it has no wildcard. */
export function literalOf(pattern: Pattern): string | undefined {
  if (pattern.length === 0) return "";
  const [only] = pattern;
  return pattern.length === 1 && typeof only === "string" ? only : undefined;
}

export type TextTest = (text: string) => boolean;

/** Whether a whole text is as the pattern says. Takes time in proportion to text × pattern at most. */
export function patternTest(pattern: Pattern): TextTest {
  const literal = literalOf(pattern);
  if (literal !== undefined) return (text) => text === literal;
  const [first, second, third] = pattern;
  if (pattern.length === 1 && first === MANY) return () => true;
  if (pattern.length === 2) {
    if (first === MANY && typeof second === "string") return (text) => text.endsWith(second);
    if (second === MANY && typeof first === "string") return (text) => text.startsWith(first);
  }
  if (pattern.length === 3 && first === MANY && third === MANY && typeof second === "string")
    return (text) => text.includes(second);
  return pattern.includes(ONE) ? globTest(pattern) : segmentsTest(pattern);
}

/** Without `?`: the first fitting place of each text is as good as any later one. */
function segmentsTest(pattern: Pattern): TextTest {
  const texts = pattern.filter((piece) => typeof piece === "string");
  const head = pattern[0] === MANY ? "" : (texts.shift() ?? "");
  const tail = pattern.at(-1) === MANY ? "" : (texts.pop() ?? "");
  return (text) => {
    if (text.length < head.length + tail.length) return false;
    if (!text.startsWith(head) || !text.endsWith(tail)) return false;
    let from = head.length;
    for (const piece of texts) {
      const found = text.indexOf(piece, from);
      if (found === -1) return false;
      from = found + piece.length;
    }
    return from <= text.length - tail.length;
  };
}

/** With `?`, which is one character even when it takes two code units: back to the last `*` when something does not fit. */
function globTest(pattern: Pattern): TextTest {
  return (text) => {
    let index = 0;
    let place = 0;
    let retryIndex = -1;
    let retryPlace = 0;
    while (index < text.length) {
      const piece = pattern[place];
      if (piece === MANY) {
        retryIndex = index;
        retryPlace = place += 1;
      } else if (piece === ONE) {
        index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
        place += 1;
      } else if (piece !== undefined && text.startsWith(piece, index)) {
        index += piece.length;
        place += 1;
      } else if (retryIndex >= 0) {
        retryIndex += (text.codePointAt(retryIndex) ?? 0) > 0xffff ? 2 : 1;
        index = retryIndex;
        place = retryPlace;
      } else return false;
    }
    while (pattern[place] === MANY) place += 1;
    return place === pattern.length;
  };
}

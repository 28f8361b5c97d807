import type { Heard } from "./aho-corasick";

const ASCII = 128;
const BITS = 14;
const MASK = (1 << BITS) - 1;
/** Characters that are looked at together. */
const BLOCK = 3;
const LONGEST_JUMP = 200;

/** Words of which none is short: most of a text need not be looked at. */
export const areLong = (words: readonly string[]): boolean =>
  words.every((word) => word.length >= 6 && !/[^\0-\x7f]/.test(word)) && words.length <= 1_000;

/**
 * Wu and Manber's search ("A fast algorithm for multi-pattern searching", 1994) for words of ASCII in lower case; letters
 * of the text are found in either case. It looks at the last characters of a window as long as the shortest word, and jumps as far as no
 * word allows them.
 */
export function longWordsSearch(words: readonly string[], heard: Heard): (text: string) => void {
  const window = Math.min(...words.map((word) => word.length), LONGEST_JUMP);
  const { jumps, ending } = tablesOf(words, window);

  return (given) => {
    const text = lowersToAscii(given) ? given.toLowerCase() : given;
    const { length } = text;
    let end = window;
    while (end <= length) {
      const hash = hashOf(text, end);
      const jump = jumps[hash] as number;
      if (jump > 0) {
        end += jump;
        continue;
      }
      for (const number of ending.get(hash) ?? []) {
        const word = words[number] as string;
        if (isAt(text, end - window, word)) heard(number, text, end - window + word.length);
      }
      end += 1;
    }
  };
}

function tablesOf(words: readonly string[], window: number) {
  const jumps = new Uint8Array(1 << BITS).fill(window - BLOCK + 1);
  const ending = new Map<number, number[]>();
  for (const [number, word] of words.entries())
    for (let end = BLOCK; end <= window; end += 1) {
      const hash = hashOf(word, end);
      jumps[hash] = Math.min(jumps[hash] ?? 0, window - end);
      if (end < window) continue;
      const same = ending.get(hash);
      if (same) same.push(number);
      else ending.set(hash, [number]);
    }
  return { jumps, ending };
}

/** The only letters beyond ASCII whose lower case has letters of ASCII: I with a dot, and the sign of kelvin. */
const lowersToAscii = (text: string): boolean => text.includes("\u0130") || text.includes("\u212a");

/** Of each character the lower case; those beyond ASCII are one. */
const FOLDS = Uint8Array.from({ length: ASCII }, (_, code) =>
  String.fromCharCode(code).toLowerCase().charCodeAt(0),
);

const folded = (code: number): number => (code < ASCII ? (FOLDS[code] as number) : 0);

function hashOf(text: string, end: number): number {
  const one = folded(text.charCodeAt(end - 1));
  const two = folded(text.charCodeAt(end - 2));
  const three = folded(text.charCodeAt(end - 3));
  return (one + (two << 5) + (three << 10) + (three >> 2)) & MASK;
}

function isAt(text: string, start: number, word: string): boolean {
  if (start + word.length > text.length) return false;
  for (let index = 0; index < word.length; index += 1)
    if (folded(text.charCodeAt(start + index)) !== word.charCodeAt(index)) return false;
  return true;
}

import { ASCII, type Heard } from "./aho-corasick";

/** Characters that are looked at together; the table has room for most groups of letters and digits. */
const BITS = 14;
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
  const block = words.length > 40 ? 4 : 3;
  const jumps = new Uint8Array(1 << BITS).fill(window - block + 1);
  const ending = new Map<number, number[]>();
  for (const [number, word] of words.entries())
    for (let end = block; end <= window; end += 1) {
      const hash = hashOf(word, end, block);
      jumps[hash] = Math.min(jumps[hash] ?? 0, window - end);
      if (end < window) continue;
      const same = ending.get(hash);
      if (same) same.push(number);
      else ending.set(hash, [number]);
    }

  return (given) => {
    const text = /[\u0130\u212a]/u.test(given) ? given.toLowerCase() : given;
    let end = window;
    while (end <= text.length) {
      const hash = hashOf(text, end, block);
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

function hashOf(text: string, end: number, block: number): number {
  let hash = 0;
  for (let index = end - block; index < end; index += 1)
    hash = (hash * 33 + folded(text.charCodeAt(index))) & ((1 << BITS) - 1);
  return hash;
}

const FOLDS = Uint8Array.from({ length: ASCII }, (_, code) =>
  String.fromCharCode(code).toLowerCase().charCodeAt(0),
);

const folded = (code: number): number => (code < ASCII ? (FOLDS[code] as number) : 0);

function isAt(text: string, start: number, word: string): boolean {
  if (start + word.length > text.length) return false;
  for (let index = 0; index < word.length; index += 1)
    if (folded(text.charCodeAt(start + index)) !== word.charCodeAt(index)) return false;
  return true;
}

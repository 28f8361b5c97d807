/** Of texts that were searched before, the words that were found in each. */
export interface KnownTexts {
  /** undefined: it must be searched. */
  get(text: string): readonly number[] | undefined;
  keep(text: string, words: readonly number[]): void;
}

const LONGEST = 256;
const MOST = 1_000;
/** So many questions tell whether a field says the same again and again. */
const TRIAL = 2_000;

/**
 * Many fields say the same again and again: programs, products, users. Those that do not are found out, and
 * nothing is kept of them.
 */
export function knownTexts(): KnownTexts {
  const known = new Map<string, readonly number[]>();
  let [asked, answered] = [0, 0];
  let isWorthwhile = true;

  return {
    get(text) {
      if (!isWorthwhile || text.length > LONGEST) return undefined;
      const words = known.get(text);
      asked += 1;
      if (words) answered += 1;
      if (asked < TRIAL) return words;
      isWorthwhile = answered > asked / 2;
      if (!isWorthwhile) known.clear();
      [asked, answered] = [0, 0];
      return words;
    },
    keep(text, words) {
      if (!isWorthwhile || text.length > LONGEST) return;
      if (known.size >= MOST) known.clear();
      known.set(copied(text), words);
    },
  };
}

/** A part of a string keeps the whole of it in memory; a copy does not. */
const copied = (text: string): string => Buffer.from(text, "utf16le").toString("utf16le");

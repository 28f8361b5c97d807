import type { Holds } from "./evaluate";
import { unpadded } from "./number-text";
import type { View } from "./view";
import { type Word, type WordSearch, wordSearch } from "./word-search";

/** The words that rules ask of one field, and the rules that each makes candidates. */
export interface FieldWords {
  /** Whether the word is in the field; known words are told apart by their content. */
  has(word: Word): Holds;
  /** A rule that is a candidate when the field has the word, or is as a whole. */
  trigger(required: { word: Word } | { whole: string }, rule: number): void;
  /** No more words come. */
  close(): void;
  /** Searches the field of the record that the view is open on, once. */
  search(): void;
  isTrigger(): boolean;
}

/** `generation` is that of the record; `candidate` is told the triggered rules, of each at least once. */
export function fieldWords(
  view: View,
  slot: number,
  record: { readonly generation: number },
  candidate: (rule: number) => void,
): FieldWords {
  const words: Word[] = [];
  const numbers = new Map<string, number>();
  const triggers: (number[] | undefined)[] = [];
  const wholes = new Map<string, number[]>();
  let seen = new Float64Array(0);
  let searched = 0;
  let find: WordSearch | undefined;

  const numberOf = (word: Word): number => {
    const key = `${word.place} ${word.dashes} ${word.text}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const number = words.push(word) - 1;
    numbers.set(key, number);
    return number;
  };

  const found = (word: number): void => {
    if (seen[word] === record.generation) return;
    seen[word] = record.generation;
    const rules = triggers[word];
    if (rules) for (const rule of rules) candidate(rule);
  };

  const whole = (text: string): void => {
    for (const rule of wholes.get(unpadded(text)) ?? []) candidate(rule);
  };

  function search(): void {
    if (searched === record.generation) return;
    searched = record.generation;
    find?.(view.texts(slot));
    if (wholes.size === 0) return;
    const texts = view.lower(slot);
    if (typeof texts === "string") whole(texts);
    else if (texts) texts.forEach(whole);
  }

  return {
    has(word) {
      const number = numberOf(word);
      return () => {
        if (searched !== record.generation) search();
        return seen[number] === record.generation;
      };
    },
    trigger(required, rule) {
      if ("word" in required) (triggers[numberOf(required.word)] ??= []).push(rule);
      else wholes.set(required.whole, [...(wholes.get(required.whole) ?? []), rule]);
    },
    close() {
      seen = new Float64Array(words.length);
      if (words.length > 0) find = wordSearch(words, found);
    },
    search,
    isTrigger: () => wholes.size > 0 || triggers.length > 0,
  };
}

import { type Heard, allWordsSearch } from "./aho-corasick";
import { DASHES } from "./encodings";
import { areLong, longWordsSearch } from "./long-words-search";
import type { Texts } from "./view";

/** A text to be looked for in a field, in lower case and not empty. */
export interface Word {
  readonly text: string;
  readonly place: "all" | "start" | "end" | "anywhere";
  /** The five dashes of windash are one character. */
  readonly dashes: boolean;
}

/** Searches a field's text or texts. */
export type WordSearch = (texts: Texts) => void;

const MOST_DASHES = 3;

/** Words with more dashes than this are not for the search: it would have to know each of their forms. */
export const isSearchable = ({ text, dashes }: Word): boolean =>
  text !== "" && (!dashes || text.split(/[-/–—―]/u).length - 1 <= MOST_DASHES);

const PLACES = { anywhere: 0, start: 1, end: 2, all: 3 } as const;
const DASH = "-";

/**
 * One pass over a text for all words, without regard to case. Calls back with the number of each word that is there as it
 * says, at least once.
 */
export function wordSearch(words: readonly Word[], found: (word: number) => void): WordSearch {
  const forms = words.flatMap((word, number) =>
    formsOf(word).map((text) => ({ ...word, text, number })),
  );
  const numbers = Int32Array.from(forms, ({ number }) => number);
  const places = Uint8Array.from(forms, ({ place }) => PLACES[place]);
  const lengths = Int32Array.from(forms, ({ text }) => text.length);
  /** Found by the class of characters beyond ASCII: to be looked at again. */
  const unsure = forms.map(({ text, dashes }) =>
    /[^\0-\x7f]/.test(text) ? { text: dashes ? oneDash(text) : text, dashes } : undefined,
  );

  const isAt = (form: number, text: string, end: number): boolean => {
    const place = places[form] ?? 0;
    const start = end - (lengths[form] ?? 0);
    if ((place & 1) === 1 && start !== 0) return false;
    if ((place & 2) === 2 && end !== text.length) return false;
    const doubt = unsure[form];
    if (!doubt) return true;
    const part = text.slice(start, end);
    return (doubt.dashes ? oneDash(part) : part) === doubt.text;
  };

  const heard: Heard = (form, text, end) => {
    if (isAt(form, text, end)) found(numbers[form] as number);
  };
  const plain = forms.map(({ text }) => text);
  const search = areLong(plain) ? longWordsSearch(plain, heard) : allWordsSearch(plain, heard);
  return (texts) => {
    if (texts === undefined) return;
    if (typeof texts === "string") search(texts);
    else texts.forEach(search);
  };
}

/** With dashes: each way to write them, all beyond ASCII being one. */
function formsOf({ text, dashes }: Word): string[] {
  if (!dashes) return [text];
  const [first = "", ...rest] = text.split(/[-/–—―]/u);
  const signs = ["-", "/", DASHES[2]];
  return rest.reduce(
    (forms, part) => forms.flatMap((head) => signs.map((sign) => head + sign + part)),
    [first],
  );
}

const oneDash = (text: string): string => text.replaceAll(/[/–—―]/gu, DASH);

/** Words are told by their index. `end` is behind the word's last character. */
export type Heard = (word: number, text: string, end: number) => void;

export const ASCII = 128;
const OTHER = 1;
/** Numbers of a state with one child: by which class it is reached, the child, where to go on otherwise. */
const STRIDE = 3;
const NO_CLASS = 255;

/**
 * Aho and Corasick's automaton ("Efficient string matching: an aid to bibliographic search", 1975): all of many words that
 * are in a text, in one pass whatever their number. Words must be in lower case and not empty; ASCII letters of the text are found in either case.
 *
 * A text with characters beyond ASCII is searched in lower case (which may be longer), and they are one class: a word
 * that has some is found too often, and who asks must look again.
 *
 * A state with several children, or near the root, has a row with its next state for every class. Any other knows its child and
 * where to go on otherwise, which keeps 100,000 states in some megabytes. A state is written as twice its row's place, or
 * as the complement of twice its number when it has none; plus one when words end there.
 */
export function allWordsSearch(words: readonly string[], heard: Heard): (text: string) => void {
  const { classes, width } = classesOf(words);
  const trie = trieOf(words, classes);
  const { rows, lone, endings, found, root } = tablesOf(trie, width);

  /** false: stopped at a character beyond ASCII. */
  function walked(text: string, isLower: boolean): boolean {
    let state = root;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code >= ASCII && !isLower) return false;
      const by = code < ASCII ? (classes[code] as number) : OTHER;
      while (state < 0) {
        const at = (~state >> 1) * STRIDE;
        if (lone[at] === by) break;
        state = lone[at + 2] as number;
      }
      state =
        state < 0
          ? (lone[(~state >> 1) * STRIDE + 1] as number)
          : (rows[(state >> 1) + by] as number);
      if (state < 0 ? (~state & 1) === 0 : (state & 1) === 0) continue;
      const place = endings.get(state) as number;
      const last = place + (found[place] as number);
      for (let one = place + 1; one <= last; one += 1) heard(found[one] as number, text, index + 1);
    }
    return true;
  }

  return (text) => {
    if (!walked(text, false)) walked(text.toLowerCase(), true);
  };
}

function classesOf(words: readonly string[]): { classes: Uint8Array; width: number } {
  const classes = new Uint8Array(ASCII);
  let width = OTHER + 1;
  for (const word of words)
    for (let index = 0; index < word.length; index += 1) {
      const code = word.charCodeAt(index);
      if (code >= ASCII || classes[code] !== 0) continue;
      classes[code] = width;
      const upper = word.charAt(index).toUpperCase().charCodeAt(0);
      if (upper < ASCII) classes[upper] = width;
      width += 1;
    }
  return { classes, width };
}

/** Children as linked lists; a state's number is its index. */
interface Trie {
  readonly child: number[];
  readonly sibling: number[];
  readonly by: number[];
  readonly ends: (number[] | undefined)[];
}

function trieOf(words: readonly string[], classes: Uint8Array): Trie {
  const trie: Trie = { child: [0], sibling: [0], by: [0], ends: [undefined] };
  for (const [number, word] of words.entries()) {
    let state = 0;
    for (let index = 0; index < word.length; index += 1) {
      const code = word.charCodeAt(index);
      const by = code < ASCII ? (classes[code] ?? 0) : OTHER;
      state = childOf(trie, state, by) || addChild(trie, state, by);
    }
    (trie.ends[state] ??= []).push(number);
  }
  return trie;
}

/** 0, the root, when there is none. */
function childOf({ child, sibling, by }: Trie, state: number, wanted: number): number {
  let next = child[state] ?? 0;
  while (next !== 0 && by[next] !== wanted) next = sibling[next] ?? 0;
  return next;
}

function addChild(trie: Trie, state: number, by: number): number {
  const made = trie.child.length;
  trie.child.push(0);
  trie.sibling.push(trie.child[state] ?? 0);
  trie.by.push(by);
  trie.ends.push(undefined);
  trie.child[state] = made;
  return made;
}

function breadthFirst({ child, sibling }: Trie): number[] {
  const order = [0];
  for (const state of order)
    for (let next = child[state] ?? 0; next !== 0; next = sibling[next] ?? 0) order.push(next);
  return order;
}

/** Of each state the longest word's beginning that its own end is. Completes `ends` with the words that end there. */
function fallbacksOf(trie: Trie, order: readonly number[]): Int32Array {
  const { child, sibling, by, ends } = trie;
  const fallback = new Int32Array(child.length);
  for (const state of order)
    for (let next = child[state] ?? 0; next !== 0; next = sibling[next] ?? 0) {
      const back = state === 0 ? 0 : stepped(trie, fallback, fallback[state] ?? 0, by[next] ?? 0);
      fallback[next] = back;
      const more = ends[back];
      if (more) ends[next] = [...(ends[next] ?? []), ...more];
    }
  return fallback;
}

function stepped(trie: Trie, fallback: Int32Array, from: number, by: number): number {
  let state = from;
  for (;;) {
    const next = childOf(trie, state, by);
    if (next !== 0 || state === 0) return next;
    state = fallback[state] ?? 0;
  }
}

function tablesOf(trie: Trie, width: number) {
  const { child, sibling, by, ends } = trie;
  const order = breadthFirst(trie);
  const fallback = fallbacksOf(trie, order);
  const near = new Set(order.filter((state) => state === 0 || isChildOf(trie, 0, state)));
  const written = new Int32Array(child.length);
  let [rowCount, loneCount] = [0, 0];
  for (const state of order) {
    const only = child[state] ?? 0;
    const hasRow = near.has(state) || (only !== 0 && sibling[only] !== 0);
    const bare = (hasRow ? rowCount++ * width : loneCount++) * 2 + (ends[state] ? 1 : 0);
    written[state] = hasRow ? bare : ~bare;
  }
  const rows = new Int32Array(rowCount * width);
  const lone = new Int32Array(loneCount * STRIDE);
  const endings = new Map<number, number>();
  const found: number[] = [];
  for (const state of order) {
    const is = written[state] ?? 0;
    const only = child[state] ?? 0;
    if (is >= 0)
      for (let one = 0; one < width; one += 1)
        rows[(is >> 1) + one] = written[stepped(trie, fallback, state, one)] ?? 0;
    else
      lone.set(
        [
          only === 0 ? NO_CLASS : (by[only] ?? 0),
          written[only] ?? 0,
          written[fallback[state] ?? 0] ?? 0,
        ],
        (~is >> 1) * STRIDE,
      );
    const words = ends[state];
    if (!words) continue;
    endings.set(is, found.length);
    found.push(words.length, ...words);
  }
  return { rows, lone, endings, found: Int32Array.from(found), root: written[0] ?? 0 };
}

function isChildOf({ child, sibling }: Trie, state: number, wanted: number): boolean {
  let next = child[state] ?? 0;
  while (next !== 0 && next !== wanted) next = sibling[next] ?? 0;
  return next !== 0;
}

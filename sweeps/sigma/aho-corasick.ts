/** All texts of a set that are in a text, found in one pass whatever their number. */
export interface TextSearch {
  /** Calls back with the number of each text that is in there, and where it ends; maybe more than once. */
  find(text: string, found: (number: number, end: number) => void): void;
}

/** Characters beyond ASCII are one class: what is found must be tested, which it is anyhow. */
const OTHER = 128;

/**
 * Aho and Corasick's automaton ("Efficient string matching: an aid to bibliographic search", 1975), every step of it worked
 * out before. It takes the dashes of windash (`-`, `/` and those beyond ASCII) for one character: so it may find too much, never too little.
 */
export function textSearch(texts: readonly string[]): TextSearch {
  const classes = classesOf(texts);
  const width = classes.count;
  const trie = trieOf(texts, classes);
  const { steps, outputs } = automatonOf(trie, width);
  const { ofAscii, other } = classes;

  return {
    find(text, found) {
      let state = 0;
      for (let index = 0; index < text.length; index += 1) {
        const code = text.charCodeAt(index);
        const step = code < OTHER ? (ofAscii[code] ?? 0) : other;
        state = steps[state * width + step] ?? 0;
        const output = outputs[state];
        if (output !== undefined) for (const number of output) found(number, index + 1);
      }
    },
  };
}

interface Classes {
  /** 0: in none of the texts. */
  readonly ofAscii: Uint8Array;
  readonly other: number;
  readonly count: number;
}

function classesOf(texts: readonly string[]): Classes {
  const ofAscii = new Uint8Array(OTHER);
  let count = 2;
  const dash = 1;
  for (const text of texts)
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code < OTHER && ofAscii[code] === 0) ofAscii[code] = count++;
    }
  ofAscii["-".charCodeAt(0)] = dash;
  ofAscii["/".charCodeAt(0)] = dash;
  return { ofAscii, other: dash, count };
}

interface Trie {
  readonly children: Map<number, number>[];
  readonly ends: (number[] | undefined)[];
}

function trieOf(texts: readonly string[], { ofAscii, other }: Classes): Trie {
  const children: Map<number, number>[] = [new Map()];
  const ends: (number[] | undefined)[] = [undefined];
  for (const [number, text] of texts.entries()) {
    let state = 0;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      const step = code < OTHER ? (ofAscii[code] ?? 0) : other;
      let next = children[state]?.get(step);
      if (next === undefined) {
        next = children.length;
        children.push(new Map());
        ends.push(undefined);
        children[state]?.set(step, next);
      }
      state = next;
    }
    (ends[state] ??= []).push(number);
  }
  return { children, ends };
}

function automatonOf({ children, ends }: Trie, width: number) {
  const steps = new Int32Array(children.length * width);
  const outputs: (readonly number[] | undefined)[] = [...ends];
  const fallback = new Int32Array(children.length);
  const queue = [0];
  for (const state of queue) {
    const back = fallback[state] ?? 0;
    if (state !== 0) {
      steps.copyWithin(state * width, back * width, (back + 1) * width);
      const more = outputs[back];
      if (more) outputs[state] = [...(outputs[state] ?? []), ...more];
    }
    for (const [step, next] of children[state] ?? []) {
      fallback[next] = state === 0 ? 0 : (steps[back * width + step] ?? 0);
      steps[state * width + step] = next;
      queue.push(next);
    }
  }
  return { steps, outputs };
}

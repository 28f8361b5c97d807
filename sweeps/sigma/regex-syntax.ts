/**
 * A regular expression as far as it must be understood to be run safely: to find texts that are in whatever it
 * matches, and to prove that a backtracking engine is linear on it. What is not understood is undefined, which is always right.
 */
export type Syntax =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "character" }
  | { readonly type: "start" }
  | { readonly type: "boundary" }
  | { readonly type: "sequence"; readonly of: readonly Syntax[] }
  | { readonly type: "choice"; readonly of: readonly Syntax[] }
  | {
      readonly type: "repeat";
      readonly of: Syntax;
      readonly least: number;
      readonly most: number;
      /** Where in the source what is repeated ends, and its quantifier. */
      readonly inner: readonly [start: number, end: number];
      readonly end: number;
    };

const DEEPEST = 50;

/** undefined: something in it is beyond this reader, or it is no regular expression. */
export function parseRegex(source: string): Syntax | undefined {
  let position = 0;
  let depth = 0;
  const peek = (): string => source.charAt(position);

  function choice(): Syntax | undefined {
    if ((depth += 1) > DEEPEST) return undefined;
    const branches: Syntax[] = [];
    do {
      if (branches.length > 0) position += 1;
      const branch = sequence();
      if (!branch) return undefined;
      branches.push(branch);
    } while (peek() === "|");
    depth -= 1;
    return branches.length === 1 ? branches[0] : { type: "choice", of: branches };
  }

  function sequence(): Syntax | undefined {
    const parts: Syntax[] = [];
    while (position < source.length && peek() !== "|" && peek() !== ")") {
      const start = position;
      const atom = readAtom();
      if (!atom) return undefined;
      const part = quantified(atom, start);
      if (!part) return undefined;
      parts.push(part);
    }
    return { type: "sequence", of: parts };
  }

  function quantified(of: Syntax, start: number): Syntax | undefined {
    const inner = [start, position] as const;
    const found = /^(?:[*+?]|\{(\d+)(,(\d*))?\})/.exec(source.slice(position, position + 16));
    if (!found) return peek() === "{" ? undefined : of;
    const [sign, exactly, comma, upTo] = found;
    position += sign.length;
    if (peek() === "?") position += 1;
    if (/[*+?{]/.test(peek())) return undefined;
    const least = exactly === undefined ? (sign === "+" ? 1 : 0) : Number(exactly);
    const most =
      exactly === undefined
        ? sign === "?"
          ? 1
          : Infinity
        : comma === undefined
          ? least
          : upTo
            ? Number(upTo)
            : Infinity;
    return { type: "repeat", of, least, most, inner, end: position };
  }

  function readAtom(): Syntax | undefined {
    const character = peek();
    position += 1;
    if (character === "(") return group();
    if (character === "[") return characterClass();
    if (character === "\\") return escape();
    if (character === "^") return { type: "start" };
    if (character === "$") return { type: "boundary" };
    if (character === ".") return { type: "character" };
    if ("*+?{}]".includes(character)) return undefined;
    return { type: "text", text: character };
  }

  function group(): Syntax | undefined {
    if (peek() === "?") {
      if (source.charAt(position + 1) !== ":") return undefined;
      position += 2;
    }
    const inner = choice();
    if (!inner || peek() !== ")") return undefined;
    position += 1;
    return inner;
  }

  function characterClass(): Syntax | undefined {
    if (peek() === "^") position += 1;
    if (peek() === "]") return undefined;
    while (position < source.length && peek() !== "]") {
      if (peek() === "[") return undefined;
      if (peek() === "\\") position += 1;
      position += 1;
    }
    position += 1;
    return position <= source.length ? { type: "character" } : undefined;
  }

  function escape(): Syntax | undefined {
    const character = peek();
    position += 1;
    if ("dDwWsS".includes(character)) return { type: "character" };
    if (character === "b" || character === "B") return { type: "boundary" };
    if (/[^A-Za-z0-9]/.test(character)) return { type: "text", text: character };
    return undefined;
  }

  const result = choice();
  return position === source.length ? result : undefined;
}

/** A place in a text as editors count it, both from 1. */
export interface Place {
  line: number;
  column: number;
}

type Path = readonly (string | number)[];

const nameOf = (path: Path): string => JSON.stringify(path);

/**
 * Where the keys and elements of a JSON text stand: the name of a member, the first character of an
 * element. Of a path that is not there, the nearest above it that is. The text must be one that
 * `JSON.parse` takes.
 */
export function placesIn(text: string): (path: Path) => Place {
  const offsets = offsetsIn(text);
  return (path) => {
    for (let length = path.length; length > 0; length -= 1) {
      const offset = offsets.get(nameOf(path.slice(0, length)));
      if (offset !== undefined) return placeAt(text, offset);
    }
    return placeAt(text, text.search(/\S/));
  };
}

/** The place of an offset, in UTF-16 units. */
export function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, Math.max(0, offset)).split(/\r\n|[\r\n]/);
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

function offsetsIn(text: string): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  let at = 0;

  /** The next piece that is not white space, and steps over it. */
  function next(): { token: string; from: number } {
    const token = /[{}[\],:]|"(?:[^"\\]|\\.)*"|[^\s{}[\],:"]+/g;
    token.lastIndex = at;
    const found = token.exec(text)!;
    at = token.lastIndex;
    return { token: found[0], from: found.index };
  }

  function member(path: Path): void {
    const { token, from } = next();
    const key = [...path, JSON.parse(token) as string];
    offsets.set(nameOf(key), from);
    next();
    value(key);
  }

  function element(path: Path, index: number): void {
    const key = [...path, index];
    const before = at;
    offsets.set(nameOf(key), next().from);
    at = before;
    value(key);
  }

  function value(path: Path): void {
    const { token } = next();
    if (token !== "{" && token !== "[") return;
    const end = token === "{" ? "}" : "]";
    const before = at;
    if (next().token === end) return;
    at = before;
    let index = 0;
    do {
      if (end === "}") member(path);
      else element(path, index);
      index += 1;
    } while (next().token === ",");
  }

  value([]);
  return offsets;
}

import { type Document, LineCounter, type Node, isMap, isScalar, isSeq, parseDocument } from "yaml";

/** A place in a text that people edit, both from 1 on. */
export interface Place {
  line: number;
  column: number;
}

/** A JSON text, and where each of its keys stands. */
export type Located =
  | { ok: true; value: unknown; placeOf: (path: readonly PropertyKey[]) => Place }
  | { ok: false; problems: (Place & { message: string })[] };

/** JSON is YAML, too: that parser knows lines, and refuses a key that is there twice. */
export function located(text: string): Located {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, schema: "json" });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos, message }) => ({
      ...placeAt(pos[0]),
      message: message.split("\n", 1)[0]!.replace(/ at line \d+, column \d+:?$/, ""),
    }));
    return { ok: false, problems };
  }
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value, placeOf: (path) => placeAt(offsetOf(document, path)) };
  } catch (error) {
    const { message } = error as Error;
    const position = Number(/position (\d+)/.exec(message)?.[1] ?? 0);
    return { ok: false, problems: [{ ...placeAt(position), message }] };
  }
}

/** Where a key stands; of one that is missing, what it is missing in. */
function offsetOf({ contents }: Document, path: readonly PropertyKey[]): number {
  let node: Node | null = contents;
  let offset = node?.range?.[0] ?? 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
      if (!pair) return offset;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value as Node | null;
    } else if (isSeq(node)) {
      node = (node.items[Number(part)] as Node | undefined) ?? null;
      offset = node?.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}

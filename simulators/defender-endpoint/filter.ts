import { refuse } from "./problem";

type Row = Record<string, unknown>;
type Predicate = (row: Row) => boolean;

const tokens = /\s*(?:'((?:[^']|'')*)'|([A-Za-z]\w*(?!\w*-\w*-))|([0-9A-Fa-f][\w:.+-]*)|([(),]))/y;

interface Token {
  kind: "text" | "name" | "literal" | "symbol" | "end";
  text: string;
}

/** The rows that an OData `$filter` means: eq, ne, gt, ge, lt, le, startswith, and, or, brackets. */
export function filterOf(source: string, members: readonly string[]): Predicate {
  const list = tokensOf(source);
  let next = 0;
  const peek = (): Token => list[next]!;
  const isWord = (word: string): boolean =>
    peek().kind === "name" && peek().text.toLowerCase() === word;
  function take(kind: Token["kind"], text?: string): string {
    const token = peek();
    if (token.kind !== kind || (text !== undefined && token.text !== text)) fail(source);
    next++;
    return token.text;
  }
  function member(): string {
    const name = take("name");
    if (members.includes(name)) return name;
    return refuse(400, "ODataError", `Could not find a property named '${name}'.`);
  }
  function comparison(): Predicate {
    if (isWord("startswith")) {
      next++;
      take("symbol", "(");
      const name = member();
      take("symbol", ",");
      const start = take("text");
      take("symbol", ")");
      return (row) => textOf(row[name]).startsWith(start);
    }
    if (peek().text === "(" && peek().kind === "symbol") {
      next++;
      const inner = either();
      take("symbol", ")");
      return inner;
    }
    const name = member();
    const compare = operators[take("name")] ?? fail(source);
    const { kind, text } = peek();
    if (kind === "symbol" || kind === "end") fail(source);
    next++;
    return (row) => compare(textOf(row[name]), text);
  }
  function both(): Predicate {
    const first = comparison();
    if (!isWord("and")) return first;
    next++;
    const second = both();
    return (row) => first(row) && second(row);
  }
  function either(): Predicate {
    const first = both();
    if (!isWord("or")) return first;
    next++;
    const second = either();
    return (row) => first(row) || second(row);
  }

  const predicate = either();
  take("end");
  return predicate;
}

/** Of members that are texts, numbers or lists of texts; nothing compares with null. */
const textOf = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value ?? null);

const operators: Readonly<Record<string, (one: string, other: string) => boolean>> = {
  eq: (one, other) => one === other,
  ne: (one, other) => one !== other,
  gt: (one, other) => one > other,
  ge: (one, other) => one >= other,
  lt: (one, other) => one < other,
  le: (one, other) => one <= other,
};

const fail = (source: string): never =>
  refuse(400, "ODataError", `Invalid filter clause: ${source.slice(0, 100)}`);

function tokensOf(source: string): Token[] {
  const list: Token[] = [];
  const text = source.trimEnd();
  const pattern = new RegExp(tokens);
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (!match) return fail(source);
    const [, quoted, name, literal, symbol = ""] = match;
    if (quoted !== undefined) list.push({ kind: "text", text: quoted.replaceAll("''", "'") });
    else if (name !== undefined) list.push({ kind: "name", text: name });
    else if (literal !== undefined) list.push({ kind: "literal", text: literal });
    else list.push({ kind: "symbol", text: symbol });
  }
  return [...list, { kind: "end", text: "" }];
}

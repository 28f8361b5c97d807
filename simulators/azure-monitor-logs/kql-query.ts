import type { Token } from "./kql-tokens";

/** One operator of a pipeline: "where", "summarize" …; the source has no name. */
export interface Operator {
  name: string;
  tokens: Token[];
}

/** A query as far as it has to be understood: its names, and the pipeline that makes its result. */
export interface Query {
  letNames: string[];
  /** `let name = expression`. */
  lets: { name: string; tokens: Token[] }[];
  source: Token[];
  operators: Operator[];
}

/** Takes a query apart: statements by `;`, the last one by `|`, both outside of brackets. */
export function queryOf(tokens: readonly Token[]): Query {
  const statements = splitAt(tokens, ";").filter((statement) => statement.length > 0);
  const [source = [], ...piped] = splitAt(statements.at(-1) ?? [], "|");
  const lets = statements.flatMap(([first, name, , ...rest]) =>
    first?.text === "let" && name ? [{ name: name.text, tokens: rest }] : [],
  );
  return {
    letNames: lets.map(({ name }) => name),
    lets,
    source,
    operators: piped.map(([first, ...rest]) => ({ name: first?.text ?? "", tokens: rest })),
  };
}

/** Splits tokens at a symbol or a word outside of brackets. */
export function splitAt(tokens: readonly Token[], mark: string): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === "symbol" && "([{".includes(token.text)) depth++;
    if (token.kind === "symbol" && ")]}".includes(token.text)) depth--;
    if (depth === 0 && token.kind !== "string" && token.text === mark) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

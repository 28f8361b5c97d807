/** A piece of a query. Comments and white space are none. */
export interface Token {
  kind: "name" | "string" | "number" | "symbol";
  text: string;
}

/** Where a query stops making sense; lines and positions count from 1. */
export interface SyntaxProblem {
  line: number;
  pos: number;
  token: string;
}

// Sticky, in this order: a comment before a symbol, a literal with its prefix before a name.
const patterns: [kind: Token["kind"] | "skipped", pattern: RegExp][] = [
  ["skipped", /\s+|\/\/[^\n]*/y],
  ["string", /[hH]?(?:```[\s\S]*?```|~~~[\s\S]*?~~~)/y],
  ["string", /[hH]?@(?:"(?:[^"\r\n]|"")*"|'(?:[^'\r\n]|'')*')/y],
  [
    "string",
    /[hH]?(?:"(?:[^"\\\r\n]|\\[\\'"abfnrtv0-7xuU])*"|'(?:[^'\\\r\n]|\\[\\'"abfnrtv0-7xuU])*')/y,
  ],
  [
    "name",
    /[A-Za-z_$][\w$]*(?:-(?:rename|away|keep|reorder|expand|apply|series|where|kv|graph)\b)?/y,
  ],
  ["number", /\d[\w.]*/y],
  ["symbol", /[^"'`~\s]|[~]/y],
];

const closing: Record<string, string> = { "(": ")", "[": "]", "{": "}" };

/**
 * Splits a query into tokens, or says where it is malformed: a string literal that does not end on
 * its line, an escape that does not exist, a bracket without its other half.
 * https://learn.microsoft.com/kusto/query/scalar-data-types/string
 */
export function tokensOf(query: string): Token[] | SyntaxProblem {
  const tokens: Token[] = [];
  const open: { closes: string; at: number }[] = [];
  let at = 0;
  while (at < query.length) {
    const found = tokenAt(query, at);
    if (!found) return problemAt(query, at);
    const { kind, text } = found;
    if (kind === "symbol") {
      const closes = closing[text];
      if (closes) open.push({ closes, at });
      else if (")]}".includes(text) && open.pop()?.closes !== text) return problemAt(query, at);
    }
    if (kind !== "skipped") tokens.push({ kind, text });
    at += text.length;
  }
  const unclosed = open.at(-1);
  return unclosed ? problemAt(query, unclosed.at) : tokens;
}

function tokenAt(query: string, at: number) {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(query)?.[0];
    if (text) return { kind, text };
  }
  return undefined;
}

function problemAt(query: string, at: number): SyntaxProblem {
  const before = query.slice(0, at).split("\n");
  return { line: before.length, pos: (before.at(-1)?.length ?? 0) + 1, token: query.charAt(at) };
}

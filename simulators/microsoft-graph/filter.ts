import type { StoredMessage } from "./message-store";

type Predicate = (message: StoredMessage) => boolean;
interface Token {
  kind: "name" | "text" | "symbol" | "end";
  text: string;
  at: number;
}

/** What is wrong with a filter, in the words of Microsoft's OData library. */
export class FilterError extends Error {
  override readonly name = "FilterError";
}

const comparable = ["subject", "internetMessageId", "conversationId", "isDraft"] as const;
const lambda = /^singleValueExtendedProperties\/any$/i;

/**
 * The messages that an OData `$filter` means. Of the language it knows `eq` and `and`, and the one
 * lambda that finds named properties:
 * https://learn.microsoft.com/graph/api/singlevaluelegacyextendedproperty-get
 */
export function filterOf(source: string): Predicate {
  const tokens = tokensOf(source);
  let next = 0;
  const peek = (): Token => tokens[next]!;
  const fail = (token: Token): never => {
    throw new FilterError(`Syntax error at position ${token.at} in '${source}'.`);
  };
  function take(kind: Token["kind"], text?: string): Token {
    const token = peek();
    if (token.kind !== kind || (text !== undefined && token.text.toLowerCase() !== text))
      fail(token);
    next++;
    return token;
  }
  /** `name eq 'text'`, or `name eq true`. */
  function comparison(): [name: Token, value: string] {
    const name = take("name");
    take("name", "eq");
    const value = peek().kind === "text" ? take("text") : take("name");
    return [name, value.text];
  }

  function property(): Predicate {
    take("symbol", "(");
    const variable = take("name").text;
    take("symbol", ":");
    const wanted: Record<string, string> = {};
    do {
      const [name, value] = comparison();
      const [owner, member = ""] = name.text.split("/");
      if (owner !== variable || !["id", "value"].includes(member)) fail(name);
      wanted[member] = value;
    } while (peek().text.toLowerCase() === "and" && next++ > 0);
    take("symbol", ")");
    return ({ properties }) =>
      properties.some(
        ({ id, value }) =>
          (wanted["id"] === undefined || sameProperty(id, wanted["id"])) &&
          (wanted["value"] === undefined || value.toLowerCase() === wanted["value"].toLowerCase()),
      );
  }

  function term(): Predicate {
    if (lambda.test(peek().text)) {
      next++;
      return property();
    }
    const [name, value] = comparison();
    const member = comparable.find((one) => one === name.text);
    if (!member) {
      throw new FilterError(
        `Could not find a property named '${name.text}' on type 'Microsoft.OutlookServices.Message'.`,
      );
    }
    return (message) => String(message[member]) === value;
  }

  const terms = [term()];
  while (peek().kind === "name" && peek().text.toLowerCase() === "and") {
    next++;
    terms.push(term());
  }
  take("end");
  return (message) => terms.every((fits) => fits(message));
}

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s*(?:'((?:[^']|'')*)'|([A-Za-z_][\w/]*)|([():]))/y;
  while (pattern.lastIndex < source.trimEnd().length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(source);
    if (!match) {
      const what = source.slice(at).trimStart().startsWith("'")
        ? `There is an unterminated string literal at position ${at}`
        : `Syntax error at position ${at}`;
      throw new FilterError(`${what} in '${source}'.`);
    }
    const [, text, name, symbol = ""] = match;
    if (text !== undefined) tokens.push({ kind: "text", text: text.replaceAll("''", "'"), at });
    else if (name !== undefined) tokens.push({ kind: "name", text: name, at });
    else tokens.push({ kind: "symbol", text: symbol, at });
  }
  return [...tokens, { kind: "end", text: "", at: source.length }];
}

/** The name of a property counts letter by letter, its type and its GUID do not. */
const sameProperty = (one: string, other: string): boolean => normal(one) === normal(other);

const normal = (id: string): string =>
  id.replace(/^[A-Za-z]+|\{[^}]*\}/g, (part) => part.toLowerCase());

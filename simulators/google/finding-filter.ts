/** A filter that cannot be read, or asks for a field that there is none of. */
export class FilterError extends Error {
  override readonly name = "FilterError";
}

type Values = Record<string, string | string[] | undefined>;
type Test = (values: Values) => boolean;
type Token =
  | { is: "(" | ")" | "-" | "AND" | "OR" }
  | { is: "word" | "text" | "operator"; text: string };

const operators: Readonly<Record<string, readonly string[]>> = {
  name: ["="],
  parent: ["=", ":"],
  resource_name: ["=", ":"],
  state: ["=", ":"],
  category: ["=", ":"],
  event_time: ["=", ">", "<", ">=", "<="],
  severity: ["=", ":"],
  mute: ["=", ":"],
  "access.principal_email": ["=", ":"],
  "indicator.ip_addresses": ["=", ":"],
};

const pattern = /\s*(?:([()-])|(>=|<=|[=:<>])|"((?:[^"\\]|\\.)*)"|([\w.]+))/y;

function tokensOf(filter: string): Token[] {
  const tokens: Token[] = [];
  const text = filter.trimEnd();
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const found = pattern.exec(text);
    if (!found) throw new FilterError(`Invalid filter: unexpected character at ${at}.`);
    const [, sign, operator, quoted, word] = found;
    if (sign !== undefined) tokens.push({ is: sign as "(" });
    else if (operator !== undefined) tokens.push({ is: "operator", text: operator });
    else if (quoted !== undefined) {
      tokens.push({ is: "text", text: quoted.replaceAll(/\\(.)/g, "$1") });
    } else if (word === "AND" || word === "OR") tokens.push({ is: word });
    else tokens.push({ is: "word", text: word! });
  }
  return tokens;
}

/**
 * Reads a filter of findings: restrictions with AND and OR, of which OR binds closer.
 * https://cloud.google.com/security-command-center/docs/reference/rest/v2/organizations.sources.findings/list
 */
export function filterOf(filter: string): Test {
  const tokens = tokensOf(filter);
  let at = 0;
  const take = (is: Token["is"]): Token | undefined =>
    tokens[at]?.is === is ? tokens[at++] : undefined;
  const must = (...kinds: Token["is"][]): string => {
    const token = kinds.map(take).find((found) => found !== undefined);
    if (token && "text" in token) return token.text;
    if (token) return "";
    throw new FilterError(`Invalid filter: expected ${kinds.join(" or ")}.`);
  };

  function every(): Test {
    const tests = [some()];
    while (take("AND")) tests.push(some());
    return (values) => tests.every((test) => test(values));
  }
  function some(): Test {
    const tests = [one()];
    while (take("OR")) tests.push(one());
    return (values) => tests.some((test) => test(values));
  }
  function one(): Test {
    if (take("-")) {
      const test = one();
      return (values) => !test(values);
    }
    if (!take("(")) return restriction();
    const test = every();
    must(")");
    return test;
  }
  function restriction(): Test {
    const field = must("word");
    const operator = must("operator");
    const value = must("text", "word");
    if (!operators[field]?.includes(operator)) {
      throw new FilterError(`Invalid filter field: ${field} ${operator}.`);
    }
    return (values) =>
      [values[field] ?? []].flat().some((found) => holds(field, found, operator, value));
  }

  if (tokens.length === 0) return () => true;
  const test = every();
  if (at < tokens.length) throw new FilterError("Invalid filter: expected AND or OR.");
  return test;
}

function holds(field: string, found: string, operator: string, value: string): boolean {
  if (operator === ":") return found.includes(value);
  if (field !== "event_time") return found === value;
  const [a, b] = [Date.parse(found), /^\d+$/.test(value) ? Number(value) : Date.parse(value)];
  if (Number.isNaN(b)) throw new FilterError("Invalid filter: event_time.");
  return operator === "="
    ? a === b
    : (a > b && operator[0] === ">") ||
        (a < b && operator[0] === "<") ||
        (a === b && operator.endsWith("="));
}

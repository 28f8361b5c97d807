import type { Issue } from "./issue";
import { JqlError, type Token, expectWord, isWord, tokensOf } from "./jql-tokens";

/** A query, understood. */
export interface Query {
  matches(issue: Issue): boolean;
  compare(one: Issue, other: Issue): number;
  /** Whether anything restricts it: the search wants that. */
  isBounded: boolean;
}

interface Clause {
  field: string;
  operator: "=" | "!=" | "in" | "not in";
  values: string[];
}

/**
 * The part of JQL that finds issues by project, labels and key, all of which must hold:
 * https://support.atlassian.com/jira-software-cloud/docs/what-is-advanced-search-in-jira-cloud/
 */
export function parseJql(jql: string, keys: ReadonlySet<string>): Query {
  const tokens = tokensOf(jql);
  const clauses: Clause[] = [];
  while (tokens.length > 0 && !isWord(tokens[0], "order")) {
    if (clauses.length > 0) expectWord(tokens, "and");
    clauses.push(clauseOf(tokens));
  }
  const tests = clauses.map((clause) => testOf(clause, keys));
  return {
    isBounded: clauses.length > 0,
    matches: (issue) => tests.every((test) => test(issue)),
    compare: orderOf(tokens),
  };
}

function clauseOf(tokens: Token[]): Clause {
  const field = tokens.shift()?.text.toLowerCase() ?? "";
  const isNot = isWord(tokens[0], "not") && tokens.shift() !== undefined;
  const operator = tokens.shift()?.text.toLowerCase();
  if (operator === "in") return { field, operator: isNot ? "not in" : "in", values: list(tokens) };
  const value = tokens.shift();
  if (isNot || (operator !== "=" && operator !== "!=") || !value || isSign(value)) {
    throw new JqlError(
      `Error in the JQL Query: Expecting an operator and a value after '${field}'.`,
    );
  }
  return { field, operator, values: [value.text] };
}

const isSign = ({ text, isQuoted }: Token): boolean => !isQuoted && /^[(),=]|^!=/.test(text);

function list(tokens: Token[]): string[] {
  const end = tokens.findIndex((token) => !token.isQuoted && token.text === ")");
  const [open, ...inside] = tokens.splice(0, end + 1);
  const values = inside.filter((token) => token.isQuoted || !/^[(),]$/.test(token.text));
  if (end < 2 || open?.text !== "(" || values.length === 0) {
    throw new JqlError("Error in the JQL Query: Expecting a list of values in parentheses.");
  }
  return values.map(({ text }) => text);
}

const readers: Record<string, (issue: Issue) => string[]> = {
  project: () => ["SEC"],
  labels: ({ labels }) => labels,
  key: ({ key }) => [key],
};
const otherNames: Record<string, string> = { issuekey: "key", issue: "key", id: "key" };

function testOf({ field, operator, values }: Clause, keys: ReadonlySet<string>) {
  const name = otherNames[field] ?? field;
  const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (!read) {
    throw new JqlError(`Field '${field}' does not exist or you do not have permission to view it.`);
  }
  for (const value of values) checkValue(name, value, keys);
  // Values match in any case.
  const wanted = new Set(values.map((value) => value.toLowerCase()));
  const isNegative = operator === "!=" || operator === "not in";
  return (issue: Issue): boolean =>
    read(issue).some((value) => wanted.has(value.toLowerCase())) !== isNegative;
}

/** A project or an issue that is not there is an error; a label is not. */
function checkValue(field: string, value: string, keys: ReadonlySet<string>): void {
  if (field === "project" && value.toUpperCase() !== "SEC") {
    throw new JqlError(`The value '${value}' does not exist for the field 'project'.`);
  }
  if (field === "key" && !keys.has(value.toUpperCase())) {
    throw new JqlError(`An issue with key '${value}' does not exist for field 'key'.`);
  }
}

const mostOrders = 7;
const sorts: Record<string, (issue: Issue) => number | string> = {
  key: ({ key }) => Number(key.replace(/^.*-/, "")),
  created: ({ created }) => created,
  updated: ({ updated }) => updated,
  summary: ({ summary }) => summary,
};

function orderOf(tokens: Token[]): Query["compare"] {
  if (tokens.length === 0) return (one, other) => other.created - one.created;
  expectWord(tokens, "order");
  expectWord(tokens, "by");
  const orders = commaParts(tokens).map(([field, direction = "asc", ...rest]) => {
    const name = otherNames[field ?? ""] ?? field ?? "";
    const read = Object.hasOwn(sorts, name) ? sorts[name] : undefined;
    if (!read || rest.length > 0 || !["asc", "desc"].includes(direction)) {
      throw new JqlError(`Error in the JQL Query: Cannot order by '${field ?? ""}'.`);
    }
    return { read, sign: direction === "asc" ? 1 : -1 };
  });
  if (orders.length > mostOrders) {
    throw new JqlError(`The orderBy clause can contain a maximum of ${mostOrders} fields.`);
  }
  return (one, other) => {
    for (const { read, sign } of orders) {
      const [left, right] = [read(one), read(other)];
      if (left !== right) return left < right ? -sign : sign;
    }
    return 0;
  };
}

function commaParts(tokens: Token[]): string[][] {
  const parts: string[][] = [[]];
  for (const { text, isQuoted } of tokens) {
    if (text === "," && !isQuoted) parts.push([]);
    else parts.at(-1)?.push(text.toLowerCase());
  }
  return parts;
}

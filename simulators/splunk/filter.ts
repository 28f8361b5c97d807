import { SearchError, type Token } from "./tokens";

/** An event of an index. */
export interface EventRow {
  index: string;
  sourcetype: string;
  /** ISO 8601 */
  at: string;
  raw: string;
}

export type Filter = (event: EventRow) => boolean;

const fields = ["index", "sourcetype"] as const;

/** What `search` keeps: words, phrases and fields, AND by themselves, OR, NOT, and parentheses. */
export function filterOf(tokens: readonly Token[]): Filter {
  let at = 0;
  const isWord = (word: string): boolean => tokens[at]?.text === word && !tokens[at]!.isPhrase;
  const next = (): Token => {
    const token = tokens[at++];
    if (!token) throw new SearchError("Error in 'search' command: Unable to parse the search.");
    return token;
  };

  function either(): Filter {
    const ones = [both()];
    while (isWord("OR")) {
      at++;
      ones.push(both());
    }
    return (event) => ones.some((one) => one(event));
  }

  function both(): Filter {
    const ones = [single()];
    while (at < tokens.length && !isWord(")") && !isWord("OR")) {
      if (isWord("AND")) at++;
      ones.push(single());
    }
    return (event) => ones.every((one) => one(event));
  }

  function single(): Filter {
    if (isWord("NOT")) {
      at++;
      const one = single();
      return (event) => !one(event);
    }
    if (isWord("(")) {
      at++;
      const inner = either();
      if (!isWord(")")) throw new SearchError("Error in 'search' command: Mismatched parentheses.");
      at++;
      return inner;
    }
    const { text, isPhrase } = next();
    if (isPhrase || !isWord("=")) return namesIt(text);
    at++;
    const field = fields.find((one) => one === text);
    const value = patternOf(next().text);
    const whole = new RegExp(`^${value}$`, "iu");
    return (event) => field !== undefined && whole.test(event[field]);
  }

  const filter = either();
  if (at < tokens.length)
    throw new SearchError("Error in 'search' command: Unbalanced parentheses.");
  return filter;
}

/** Whole words of the event, in any case; an asterisk stands for any signs, also in a phrase. */
function namesIt(text: string): Filter {
  const words = new RegExp(`(?<![\\p{L}\\p{N}])${patternOf(text)}(?![\\p{L}\\p{N}])`, "iu");
  return ({ raw }) => words.test(raw);
}

const patternOf = (text: string): string =>
  text
    .split("*")
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
    .join(".*");

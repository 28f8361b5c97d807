import { type Expression, type Selections, and, not, or } from "./expression";
import { MANY, joined, patternTest } from "./pattern";
import { Refusal } from "./refusal";

const DEEPEST = 100;

/**
 * A condition of a detection: `or` binds least, then `and`, then `not`, then `1 of x*` and `all of x*`.
 * https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-rules-specification.md#condition
 */
export function parseCondition(text: string, selections: Selections): Expression {
  if (text.includes("|"))
    throw new Refusal(
      `The condition "${shortened(text)}" aggregates with "|", which Sigma 2 no longer has; write a correlation rule.`,
    );
  const tokens = text.match(/[()]|[^\s()]+/g) ?? [];
  let position = 0;
  let depth = 0;

  const next = (): string | undefined => tokens[position];
  const isNext = (word: string): boolean => next()?.toLowerCase() === word;
  const take = (word: string): boolean => {
    if (!isNext(word)) return false;
    position += 1;
    return true;
  };
  const refuse = (why: string): never => {
    throw new Refusal(`The condition "${shortened(text)}" ${why}.`);
  };

  function series(word: "or" | "and", part: () => Expression): Expression {
    const parts = [part()];
    while (take(word)) parts.push(part());
    return word === "or" ? or(parts) : and(parts);
  }

  const disjunction = (): Expression => series("or", () => series("and", negation));

  function negation(): Expression {
    if ((depth += 1) > DEEPEST) refuse(`is nested more than ${DEEPEST} deep`);
    const result = take("not") ? not(negation()) : operand();
    depth -= 1;
    return result;
  }

  function operand(): Expression {
    if (take("(")) {
      const inner = disjunction();
      if (!take(")")) refuse('lacks a ")"');
      return inner;
    }
    const word = next() ?? refuse("ends where a selection is expected");
    position += 1;
    if (take("of")) return quantified(word);
    const selection = selections.get(word);
    return selection ?? refuse(`names ${quoted(word)}, which is no selection of this rule`);
  }

  function quantified(quantity: string): Expression {
    const pattern = next() ?? refuse('ends after "of"');
    position += 1;
    const of = [...selections]
      .filter(([name]) => isMeant(pattern, name))
      .map(([, selection]) => selection);
    if (of.length === 0)
      refuse(`asks for ${quoted(pattern)}, which fits no selection of this rule`);
    if (quantity === "1") return or(of);
    if (quantity.toLowerCase() === "all") return and(of);
    return refuse(`says ${quoted(`${quantity} of`)}; Sigma has only "1 of" and "all of"`);
  }

  if (tokens.length === 0) refuse("is empty");
  const expression = disjunction();
  if (position < tokens.length)
    refuse(`goes on with ${quoted(next() ?? "")}, where "and", "or" or the end is expected`);
  return expression;
}

/** `them` leaves out names that begin with an underscore; a pattern does not. */
function isMeant(pattern: string, name: string): boolean {
  if (pattern.toLowerCase() === "them") return !name.startsWith("_");
  return patternTest(
    joined(pattern.split("*").flatMap((part, i) => (i > 0 ? [MANY, part] : [part]))),
  )(name);
}

const quoted = (text: string): string => `"${shortened(text)}"`;
const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text);

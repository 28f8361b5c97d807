import { parseCondition } from "./condition";
import { detectionOf } from "./detection";
import { type Fields, type RuleDocument, isFields, listOf, textsOf } from "./document";
import { type Expression, type RuleOptions, type Selections, not } from "./expression";
import { Refusal } from "./refusal";

/** What a filter adds to rules by AND. */
export interface Filter {
  readonly rules: readonly string[];
  readonly expression: Expression;
}

/**
 * A global filter. Rules that it names match only what it leaves: a condition that selects (`selection`) says what to leave out and
 * is added as AND NOT; one that only negates (`not selection`) says what to keep and is added as AND.
 * https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-filters-specification.md
 */
export function filterOf({ fields }: RuleDocument, options: RuleOptions): Filter {
  const { filter } = fields;
  if (!isFields(filter)) throw new Refusal("The filter must be a map.", ["filter"]);
  const { rules: named, ...section } = filter;
  const rules = textsOf(named);
  if (rules.length === 0)
    throw new Refusal("A filter must name the rules that it is added to.", ["filter"]);
  const expression = detectionOf(section, ["filter"], options);
  return { rules, expression: keeps(filter) ? expression : not(expression) };
}

/** Whether every part of its condition is negated. */
function keeps(filter: Fields): boolean {
  const selected: Selections = new Map(
    Object.keys(filter).map((name) => [name, { type: "constant", value: true }]),
  );
  return listOf(filter.condition).every((one) => negates(parseCondition(String(one), selected)));
}

function negates(expression: Expression): boolean {
  if (expression.type === "and" || expression.type === "or") return expression.of.every(negates);
  return expression.type === "not";
}

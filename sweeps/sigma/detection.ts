import { parseCondition } from "./condition";
import { type Fields, isFields, listOf } from "./document";
import {
  type Expression,
  type RuleOptions,
  type Selections,
  WHOLE_TEXT,
  and,
  or,
} from "./expression";
import { itemOf } from "./item";
import { type Path, Refusal, at } from "./refusal";

/** What is no selection. */
const WORDS: readonly string[] = ["condition", "timeframe"];

/**
 * The section `detection` of a rule (or `filter` of a filter): named selections and a condition over them; a list of
 * conditions is OR. https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-rules-specification.md#detection
 */
export function detectionOf(section: Fields, path: Path, options: RuleOptions): Expression {
  const { condition, timeframe } = section;
  const names = Object.keys(section).filter((name) => !WORDS.includes(name));
  const selections: Selections = new Map(
    names.map((name) => [name, selectionOf(section[name], [...path, name], options)]),
  );
  const conditions = listOf(condition);
  if (conditions.length === 0)
    throw new Refusal("The condition is missing; name the selections that must match.", path);
  const expression = at([...path, "condition"], () =>
    or(
      conditions.map((text) => {
        if (typeof text !== "string") throw new Refusal("A condition must be text.");
        return parseCondition(text, selections);
      }),
    ),
  );
  if (timeframe !== undefined)
    throw new Refusal(
      "A detection has no timeframe any more; write a correlation rule with a timespan.",
      [...path, "timeframe"],
    );
  return expression;
}

function selectionOf(value: unknown, path: Path, options: RuleOptions): Expression {
  if (isFields(value)) return mapOf(value, path, options);
  if (!Array.isArray(value)) return keywordOf(value, path, options);
  if (value.length === 0)
    throw new Refusal("A selection is an empty list; give values or leave it out.", path);
  return or(
    value.map((one: unknown, index) => {
      const place = [...path, index];
      return isFields(one) ? mapOf(one, place, options) : keywordOf(one, place, options);
    }),
  );
}

function mapOf(map: Fields, path: Path, options: RuleOptions): Expression {
  const keys = Object.keys(map);
  if (keys.length === 0) throw new Refusal("A selection is empty; give a field and a value.", path);
  return and(keys.map((key) => at([...path, key], () => itemOf(key, map[key], options))));
}

function keywordOf(value: unknown, path: Path, options: RuleOptions): Expression {
  return at(path, () => {
    if (Array.isArray(value) || value === null)
      throw new Refusal("A selection must be a map, a list of maps or a list of texts.");
    return itemOf(WHOLE_TEXT, value, options);
  });
}

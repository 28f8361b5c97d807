import type { RuleOptions } from "./expression";
import { Refusal } from "./refusal";

const MOST_VALUES = 10_000;

/**
 * A value of the expand modifier with its `%name%` replaced by each of the site's values; `\%` is a percent sign.
 * https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-rules-specification.md#placeholders
 */
export function expanded(text: string, placeholders: RuleOptions["placeholders"]): string[] {
  let made = [""];
  for (const [part, name] of text.matchAll(/\\%|%([^%\\]+)%|[^]/gu)) {
    const values =
      name === undefined ? [part === "\\%" ? "%" : part] : valuesOf(name, placeholders);
    if (made.length * values.length > MOST_VALUES)
      throw new Refusal(`A value stands for more than ${MOST_VALUES} values; shorten the lists.`);
    made = made.flatMap((head) => values.map((value) => head + value));
  }
  return made;
}

function valuesOf(name: string, placeholders: RuleOptions["placeholders"]): readonly string[] {
  const values = placeholders && Object.hasOwn(placeholders, name) ? placeholders[name] : undefined;
  if (values && values.length > 0) return values;
  throw new Refusal(
    `The placeholder %${name}% has no values here; give them, as "placeholders" in sweeps.json or by --placeholder, or leave the rule out.`,
  );
}

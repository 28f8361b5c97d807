import { type Fields, type RuleDocument, isFields, isHexNumber, textsOf } from "./document";
import { headOf } from "./head";
import { Refusal } from "./refusal";
import { type Comparison, type CorrelationRule, LEVELS, type RuleHead } from "./rule";

const TYPES = ["event_count", "value_count", "temporal", "temporal_ordered"] as const;
const COMPARISONS: readonly Comparison[] = ["gt", "gte", "lt", "lte", "eq", "neq"];
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The rule that an id or a name means; undefined when there is none that can be used. */
export type FindRule = (reference: string) => RuleHead | undefined;

/**
 * A correlation, checked against the rules that it refers to.
 * https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-correlation-rules-specification.md
 * `group-by` is optional: that page says both. Without a level it has the highest of its rules.
 */
export function correlationOf(document: RuleDocument, find: FindRule): CorrelationRule {
  const section = document.fields.correlation;
  if (!isFields(section)) throw new Refusal("The correlation must be a map.", ["correlation"]);
  const { named, ...head } = headOf(document);
  const correlation = typeOf(section);
  const rules = referencesOf(section).map((reference) => found(find, reference, "rules"));
  const ids = rules.map(({ id }) => id);
  const { condition, field } = conditionOf(section, correlation);
  const levels = rules.map(({ level }) => LEVELS.indexOf(level));
  return {
    ...head,
    level: named ?? LEVELS[Math.max(...levels)] ?? head.level,
    type: "correlation",
    correlation,
    rules: ids,
    groupBy: textsOf(section["group-by"]),
    timespan: timespanOf(section.timespan),
    condition,
    field,
    aliases: aliasesOf(section.aliases, ids, find),
    generate: booleanOf(section.generate ?? document.fields.generate),
  };
}

/** What a correlation refers to, as it is written. */
export function referencesOf(section: Fields): string[] {
  const references = textsOf(section.rules);
  if (references.length === 0)
    throw new Refusal("A correlation must name the rules that it is about.", ["correlation"]);
  return references;
}

function found(find: FindRule, reference: string, key: string): RuleHead {
  const rule = find(reference);
  if (rule) return rule;
  throw new Refusal(
    `The rule "${reference}" is not among the usable rules; correct its id or name, or load it as well.`,
    ["correlation", key],
  );
}

function typeOf(section: Fields): CorrelationRule["correlation"] {
  const type = TYPES.find((one) => one === section.type);
  if (type) return type;
  throw new Refusal(
    `A correlation of type "${String(section.type)}" is not supported; there are ${TYPES.join(", ")}.`,
    ["correlation", "type"],
  );
}

function timespanOf(value: unknown): number {
  const [, count, unit] = (typeof value === "string" && /^(\d{1,9})([smhd])$/.exec(value)) || [];
  const timespan = Number(count) * (UNITS[unit ?? ""] ?? Number.NaN);
  if (timespan > 0) return timespan;
  throw new Refusal("The timespan must be a number with s, m, h or d behind it, for example 10m.", [
    "correlation",
    "timespan",
  ]);
}

function conditionOf(
  section: Fields,
  type: CorrelationRule["correlation"],
): Pick<CorrelationRule, "condition" | "field"> {
  const path = ["correlation", "condition"];
  const isTemporal = type.startsWith("temporal");
  if (section.condition === undefined && isTemporal) return { condition: [], field: [] };
  if (!isFields(section.condition))
    throw new Refusal("The condition must be a map, for example gte: 10.", path);
  const { field, ...comparisons } = section.condition;
  const fields = textsOf(field);
  if (type === "value_count" && fields.length === 0)
    throw new Refusal("A value_count must name in its condition the field that it counts.", path);
  if (type !== "value_count" && field !== undefined)
    throw new Refusal(`A ${type} counts no field; leave it out or write a value_count.`, path);
  const condition = Object.entries(comparisons).map(([key, value]) => comparisonOf(key, value));
  if (condition.length === 0)
    throw new Refusal(`The condition needs one of ${COMPARISONS.join(", ")}.`, path);
  return { condition, field: fields };
}

function comparisonOf(key: string, value: unknown): { comparison: Comparison; value: number } {
  const path = ["correlation", "condition", key];
  const comparison = COMPARISONS.find((one) => one === key);
  if (!comparison)
    throw new Refusal(
      `"${key}" is no comparison of a correlation; there are ${COMPARISONS.join(", ")}.`,
      path,
    );
  const number = isHexNumber(value) ? value.hexadecimal : value;
  if (typeof number === "number" && Number.isInteger(number) && number >= 0)
    return { comparison, value: number };
  throw new Refusal(`${key} takes a whole number.`, path);
}

function aliasesOf(
  aliases: unknown,
  ids: readonly string[],
  find: FindRule,
): CorrelationRule["aliases"] {
  const result = Object.create(null) as Record<string, Record<string, string>>;
  if (aliases === undefined || aliases === null) return result;
  if (!isFields(aliases))
    throw new Refusal("aliases must be a map of aliases.", ["correlation", "aliases"]);
  for (const [alias, byRule] of Object.entries(aliases)) {
    const path = ["correlation", "aliases", alias];
    if (!isFields(byRule)) throw new Refusal("An alias must be a map of rules to fields.", path);
    const fields = Object.create(null) as Record<string, string>;
    for (const [reference, field] of Object.entries(byRule)) {
      const id = find(reference)?.id;
      if (id === undefined || !ids.includes(id) || typeof field !== "string")
        throw new Refusal(
          `The alias "${alias}" must give each of this correlation's rules the name of a field; "${reference}" is none of them.`,
          path,
        );
      fields[id] = field.replaceAll(" ", "");
    }
    result[alias] = fields;
  }
  return result;
}

function booleanOf(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === "boolean") return value;
  throw new Refusal("generate must be true or false.", ["correlation"]);
}

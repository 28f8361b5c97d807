import type { LogKind } from "../log-kind";
import { type TextSearch, textSearch } from "./aho-corasick";
import { type Holds, evaluator } from "./evaluate";
import type { Expression } from "./expression";
import { unpadded } from "./number-text";
import { type Required, requiredBy } from "./required";
import type { DetectionRule, Matcher } from "./rule";
import { type View, createView } from "./view";

/** A rule as it is for one kind of records. */
export interface KindRule {
  readonly rule: DetectionRule;
  readonly expression: Expression;
  readonly renames: ReadonlyMap<string, string>;
}

/**
 * A matcher of rules that are about one kind. Of each rule a text is known that must be in a field for it to match, or
 * several of which one must; each field is searched once for all of them, and only rules whose text was found are evaluated.
 */
export function indexedMatcher(kind: LogKind, rules: readonly KindRule[]): Matcher {
  const groups = [...Map.groupBy(rules, ({ renames }) => renames)].map(([renames, of]) =>
    groupMatcher(kind, renames, of),
  );
  const [only] = groups;
  if (groups.length <= 1) return only;
  return (record, matched) => {
    for (const group of groups) group(record, matched);
  };
}

function groupMatcher(
  kind: LogKind,
  renames: ReadonlyMap<string, string>,
  rules: readonly KindRule[],
): NonNullable<Matcher> {
  const view = createView(kind, renames);
  const holds = rules.map(({ expression }) => evaluator(expression, view));
  const found = candidatesOf(rules);
  const always = found.always;
  const fields = [...found.byField].map(([field, texts]) => fieldIndex(view, field, texts));
  const seen = new Float64Array(rules.length);
  let generation = 0;
  let candidates: number[] = [];

  const add = (number: number): void => {
    if (seen[number] === generation) return;
    seen[number] = generation;
    candidates.push(number);
  };

  return (record, matched) => {
    generation += 1;
    candidates = always.slice();
    view.open(record);
    for (const field of fields) field(add);
    if (candidates.length > 1) candidates.sort((one, other) => one - other);
    for (const number of candidates) {
      const rule = rules[number];
      if (rule && (holds[number] as Holds)()) matched(rule.rule);
    }
  };
}

/** Which rules each text of each field makes candidates, and which are candidates always. */
function candidatesOf(rules: readonly KindRule[]) {
  const always: number[] = [];
  const byField = new Map<string, Map<string, { required: Required; rules: number[] }>>();
  for (const [number, { expression }] of rules.entries()) {
    const required = requiredBy(expression);
    if (!required) always.push(number);
    for (const one of required ?? []) {
      const texts =
        byField.get(one.field) ?? new Map<string, { required: Required; rules: number[] }>();
      byField.set(one.field, texts);
      const key = `${one.place} ${one.text}`;
      const entry = texts.get(key) ?? { required: one, rules: [] };
      texts.set(key, entry);
      if (entry.rules.at(-1) !== number) entry.rules.push(number);
    }
  }
  return { always, byField };
}

type FieldIndex = (add: (rule: number) => void) => void;

function fieldIndex(
  view: View,
  field: string,
  texts: ReadonlyMap<string, { required: Required; rules: readonly number[] }>,
): FieldIndex {
  const slot = view.slot(field);
  const entries = [...texts.values()];
  const whole = new Map(
    entries
      .filter(({ required }) => required.place === "all")
      .map(({ required, rules }) => [required.text, rules]),
  );
  const parts = entries.filter(({ required }) => required.place !== "all");
  const search: TextSearch | undefined =
    parts.length > 0 ? textSearch(parts.map(({ required }) => required.text)) : undefined;

  const find = (text: string, add: (rule: number) => void): void => {
    if (whole.size > 0) for (const rule of whole.get(unpadded(text)) ?? []) add(rule);
    search?.find(text, (number, end) => {
      const part = parts[number];
      if (!part) return;
      const { place, text: wanted } = part.required;
      if (place === "end" && end !== text.length) return;
      if (place === "start" && end !== wanted.length) return;
      for (const rule of part.rules) add(rule);
    });
  };

  return (add) => {
    const value = view.lower(slot);
    if (value === undefined) return;
    if (typeof value === "string") find(value, add);
    else for (const one of value) find(one, add);
  };
}

import { type Holds, evaluator, holdsOf } from "./evaluate";
import type { Expression, Test } from "./expression";
import { decisionTree, suitTree } from "./decision-tree";
import { type FieldWords, fieldWords } from "./field-words";
import { hopelessFirst, isTelling, requiredBy, wordOf, wordsOf } from "./required";
import type { DetectionRule, Matcher } from "./rule";
import { createView } from "./view";

/** A rule as it is for one kind of records. */
export interface KindRule {
  readonly rule: DetectionRule;
  readonly expression: Expression;
  readonly renames: ReadonlyMap<string, string>;
}

/**
 * A matcher of rules that are about one kind. Few rules that ask fields are a decision tree; of each of the others words are known of which one must be in a field for it to match.
 * Each field that has such is searched once for the words of all rules; only rules of which one was found are
 * evaluated, and what they ask is mostly answered by that search already.
 */
export function indexedMatcher(rules: readonly KindRule[]): Matcher {
  const groups = [...Map.groupBy(rules, ({ renames }) => renames)].map(([renames, of]) =>
    groupMatcher(renames, of),
  );
  const [only] = groups;
  if (groups.length <= 1) return only;
  return (record, matched) => {
    for (const group of groups) group(record, matched);
  };
}

function groupMatcher(
  renames: ReadonlyMap<string, string>,
  rules: readonly KindRule[],
): NonNullable<Matcher> {
  const view = createView(renames);
  const current = { generation: 0 };
  const candidates: number[] = [];
  const chosen = new Float64Array(rules.length);
  const candidate = (rule: number): void => {
    if (chosen[rule] === current.generation) return;
    chosen[rule] = current.generation;
    candidates.push(rule);
  };

  const fields = new Map<string, FieldWords>();
  const fieldOf = (field: string): FieldWords => {
    const known = fields.get(field);
    if (known) return known;
    const made = fieldWords(view, view.slot(field), current, candidate);
    fields.set(field, made);
    return made;
  };

  /** By the search where that answers; behind it where it can say no. */
  const leaf = (field: string, test: Test): Holds => {
    const word = wordOf(test);
    if (word && isTelling(word)) return fieldOf(field).has(word);
    const direct = holdsOf(test, view.slot(field), view);
    const words = word ? undefined : wordsOf(test);
    const needed = words?.every(isTelling)
      ? words.map((one) => fieldOf(field).has(one))
      : undefined;
    return needed ? () => needed.some((has) => has()) && direct() : direct;
  };

  const expressions = rules.map(({ expression }) => expression);
  const suit = suitTree(expressions);
  const ofTree = rules.flatMap((_, number) => (suit[number] ? [number] : []));
  const decide = decisionTree(
    ofTree.map((number) => expressions[number]!),
    view,
  );
  const always: number[] = [];
  const holds = expressions.map((expression, number) => {
    if (suit[number]) return undefined;
    const required = requiredBy(expression);
    if (!required) always.push(number);
    for (const one of required ?? []) fieldOf(one.field).trigger(one, number);
    return evaluator(hopelessFirst(expression), leaf);
  });
  for (const field of fields.values()) field.close();
  const isAllTree = ofTree.length === rules.length;
  const searches = [...fields.values()].filter((field) => field.isTrigger());

  return (record, matched) => {
    current.generation += 1;
    candidates.length = 0;
    view.open(record);
    const decided = decide(record.likeness?.());
    if (isAllTree) {
      for (let index = 0; index < decided.length; index += 1)
        matched(rules[ofTree[decided[index]!]!]!.rule);
      return;
    }
    for (const number of always) candidate(number);
    for (const field of searches) field.search();
    let matches = 0;
    for (const number of candidates) if ((holds[number] as Holds)()) candidates[matches++] = number;
    candidates.length = matches;
    for (const one of decided) candidates.push(ofTree[one]!);
    if (candidates.length > 1) candidates.sort(ascending);
    for (const number of candidates) matched((rules[number] as KindRule).rule);
  };
}

const ascending = (one: number, other: number): number => one - other;

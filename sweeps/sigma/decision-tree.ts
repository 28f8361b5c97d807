import type { Likeness } from "../likeness";
import { type Expression, type Test, WHOLE_TEXT } from "./expression";
import { type FieldClasses, fieldClasses } from "./field-classes";
import { literalOf } from "./pattern";
import { simplified } from "./specialise";
import type { View } from "./view";

interface Node {
  /** Rules that match whatever the other fields are. */
  readonly matches: readonly number[];
  /** What is yet to be asked. */
  readonly open: readonly Open[];
  /** The field to be asked next; undefined when all is decided. */
  readonly field: FieldClasses | undefined;
  /** Whether records that are alike may differ in it, and in those that are asked after it. */
  readonly isUnlike: boolean;
  /** By the class of that field's value. */
  readonly children: (Node | undefined)[];
}

interface Open {
  readonly rule: number;
  readonly expression: Expression;
}

const MOST_RULES = 64;
/** Tests of one field that each value of it has to go through. */
const MOST_PATTERNS = 24;
/** A log chooses which paths through the tree there are. */
const MOST_NODES = 4_096;

/** The rules that a decision tree is the quickest for: of a kind few, that ask whole fields. The others are for the index. */
export function suitTree(expressions: readonly Expression[]): boolean[] {
  const suit = expressions.map((one) =>
    testsOf(one).every(({ test, field }) => isOfOne(field, test)),
  );
  const tests = expressions.filter((_, rule) => suit[rule]).flatMap(testsOf);
  const patterns = Map.groupBy(
    tests.filter(({ test }) => isPattern(test)),
    ({ field }) => field,
  );
  const isSmall =
    suit.filter(Boolean).length <= MOST_RULES &&
    [...patterns.values()].every(({ length }) => length <= MOST_PATTERNS);
  return suit.map((suits) => suits && isSmall);
}

/**
 * Answers which expressions hold for the record that the view is open on, ascending. Each field is asked once: its value's
 * class is that of all values to which every test of it gives the same answer, and with it the expressions become simpler. The
 * tree of these answers grows as records come. Records that are alike go the same way until they may differ.
 */
export function decisionTree(
  expressions: readonly Expression[],
  view: View,
): (likeness: Likeness | undefined) => readonly number[] {
  const fields = new Map<string, FieldClasses>();
  for (const [field, tests] of Map.groupBy(expressions.flatMap(testsOf), (one) => one.field))
    fields.set(
      field,
      fieldClasses(
        tests.map(({ test }) => test),
        view.slot(field),
        view,
      ),
    );
  const nodeOf = (matches: readonly number[], open: readonly Open[]): Node => {
    const field = nextField(open, view);
    return {
      matches,
      open,
      field: field === undefined ? undefined : fields.get(field),
      isUnlike: field === undefined || view.isUnlike(field),
      children: [],
    };
  };
  const all = expressions.map((expression, rule) => ({ rule, expression }));
  let root = grown(all, [], () => undefined, nodeOf);
  let nodes = 1;

  const grow = (node: Node, kind: number): Node => {
    const answers = node.field!.answers(kind);
    const child = grown(node.open, node.matches, (test) => answers.get(test), nodeOf);
    node.children[kind] = child;
    nodes += 1;
    if (nodes > MOST_NODES) {
      root = nodeOf(root.matches, root.open);
      nodes = 1;
    }
    return child;
  };
  const reached = (likeness: Likeness | undefined): Node => {
    if (likeness?.reachedBy === root) return likeness.reached as Node;
    let node = root;
    while (!node.isUnlike) {
      const kind = node.field!.classOf();
      node = node.children[kind] ?? grow(node, kind);
    }
    if (likeness) {
      likeness.reachedBy = root;
      likeness.reached = node;
    }
    return node;
  };
  return (likeness) => {
    let node = reached(likeness);
    while (node.field) {
      const kind = node.field.classOf();
      node = node.children[kind] ?? grow(node, kind);
    }
    return node.matches;
  };
}

function grown(
  open: readonly Open[],
  matches: readonly number[],
  answer: (test: Test) => boolean | undefined,
  nodeOf: (matches: readonly number[], open: readonly Open[]) => Node,
): Node {
  const [found, left] = [[...matches], [] as Open[]];
  for (const { rule, expression } of open) {
    const rest = simplified(expression, (_, test) => answer(test));
    if (rest.type !== "constant") left.push({ rule, expression: rest });
    else if (rest.value) found.push(rule);
  }
  return nodeOf(
    found.toSorted((one, other) => one - other),
    left,
  );
}

/** The one that can settle most rules, of those in which records that are alike do not differ, where there is one. */
function nextField(open: readonly Open[], view: View): string | undefined {
  const isUnlike = (field: string): boolean => view.isUnlike(field);
  const votes = new Map<string, number>();
  for (const { expression } of open) {
    const parts = expression.type === "and" ? expression.of : [expression];
    const asked = parts.flatMap((part) => {
      const tests = testsOf(part);
      const first = tests.find(({ field }) => !isUnlike(field)) ?? tests[0];
      return first ? [first] : [];
    });
    const decisive = parts.flatMap((part) => (part.type === "test" ? [part.field] : []));
    for (const field of new Set(asked.map((one) => one.field)))
      votes.set(field, (votes.get(field) ?? 0) + 1);
    for (const field of new Set(decisive)) votes.set(field, (votes.get(field) ?? 0) + 1);
  }
  const most = (fields: readonly string[]): string | undefined =>
    fields.reduce<string | undefined>(
      (best, field) => (best === undefined || votes.get(field)! > votes.get(best)! ? field : best),
      undefined,
    );
  const all = [...votes.keys()];
  return most(all.filter((field) => !isUnlike(field))) ?? most(all);
}

function testsOf(expression: Expression): { field: string; test: Test }[] {
  if (expression.type === "constant") return [];
  if (expression.type === "test") return [expression];
  return expression.type === "not" ? testsOf(expression.of) : expression.of.flatMap(testsOf);
}

const isOfOne = (field: string, test: Test): boolean =>
  field !== WHOLE_TEXT && test.type !== "field";

const isPattern = (test: Test): boolean =>
  test.type === "regex" || (test.type === "text" && literalOf(test.pattern) === undefined);

import type { Expression, Regex, Test } from "./expression";
import { isHexadecimal, numberOf, unpadded } from "./number-text";
import { type Pattern, type TextTest, literalOf, patternTest } from "./pattern";
import type { Comparison } from "./rule";
import { timePart } from "./time-parts";
import { type Texts, type Value, type View, isList, oneDash } from "./view";

/** Whether the record that the view is open on is as the expression says. */
export type Holds = () => boolean;

/** How a test of a field is answered. */
export type Leaf = (field: string, test: Test) => Holds;

/** An expression made ready, given its tests made ready. */
export function evaluator(expression: Expression, leaf: Leaf): Holds {
  if (expression.type === "constant") return () => expression.value;
  if (expression.type === "not") {
    const inner = evaluator(expression.of, leaf);
    return () => !inner();
  }
  if (expression.type === "test") return leaf(expression.field, expression.test);
  const parts = expression.of.map((part) => evaluator(part, leaf));
  const decides = expression.type === "or";
  return () => {
    for (const part of parts) if (part() === decides) return decides;
    return !decides;
  };
}

/** A test answered by the field itself. */
export function holdsOf(test: Test, slot: number, view: View): Holds {
  switch (test.type) {
    case "text":
      return textHolds(test, slot, view);
    case "number":
      return numberHolds(test.value, test.hexadecimal, slot, view);
    case "regex":
      return regexHolds(test.regex, slot, view);
    case "cidr":
      return () => some(view.texts(slot), test.contains);
    case "compare":
      return () => someValue(view.value(slot), (one) => compared(numberOf(one), test));
    case "time":
      return () => someValue(view.value(slot), (one) => compared(timePart(one, test.unit), test));
    case "absent":
      return () => isAbsent(view.value(slot));
    case "exists":
      return () => view.value(slot) !== undefined;
    case "field":
      return fieldHolds(test, slot, view);
    default:
      return test satisfies never;
  }
}

function some(texts: Texts, test: TextTest): boolean {
  if (texts === undefined) return false;
  if (typeof texts === "string") return test(texts);
  for (const text of texts) if (test(text)) return true;
  return false;
}

function someValue(value: Value, test: (one: unknown) => boolean): boolean {
  return isList(value) ? value.some(test) : test(value);
}

function isAbsent(value: Value): boolean {
  if (isList(value)) return value.every((one) => one === null || one === "");
  return value === undefined || value === null || value === "";
}

function textHolds(
  { pattern, cased, dashes }: Extract<Test, { type: "text" }>,
  slot: number,
  view: View,
): Holds {
  const literal = literalOf(pattern)?.toLowerCase();
  if (literal !== undefined && !dashes && isHexadecimal(literal)) {
    const number = unpadded(literal);
    return () => some(view.lower(slot), (text) => unpadded(text) === number);
  }
  if (cased && dashes) {
    const test = patternTest(changed(pattern, oneDash));
    return () => some(view.texts(slot), (text) => test(oneDash(text)));
  }
  if (cased) {
    const test = patternTest(pattern);
    return () => some(view.texts(slot), test);
  }
  const lower = changed(pattern, (text) => text.toLowerCase());
  const test = patternTest(dashes ? changed(lower, oneDash) : lower);
  return dashes ? () => some(view.dashed(slot), test) : () => some(view.lower(slot), test);
}

const changed = (pattern: Pattern, change: (text: string) => string): Pattern =>
  pattern.map((piece) => (typeof piece === "string" ? change(piece) : piece));

function numberHolds(value: number, hexadecimal: boolean, slot: number, view: View): Holds {
  const decimal = String(value);
  const other = hexadecimal ? `0x${value.toString(16)}` : decimal;
  return () =>
    some(view.lower(slot), (text) => {
      const number = unpadded(text);
      return number === decimal || number === other;
    });
}

function regexHolds({ test, needles }: Regex, slot: number, view: View): Holds {
  if (!needles) return () => some(view.texts(slot), test);
  const mayFit = (text: string): boolean => {
    for (const needle of needles) if (text.includes(needle)) return true;
    return false;
  };
  return () => some(view.lower(slot), mayFit) && some(view.texts(slot), test);
}

function fieldHolds(
  { other, place, cased }: Extract<Test, { type: "field" }>,
  slot: number,
  view: View,
): Holds {
  const otherSlot = view.slot(other);
  const read = (one: number): Texts => (cased ? view.texts(one) : view.lower(one));
  const fits: Record<typeof place, (text: string, part: string) => boolean> = {
    equals: (text, part) => unpadded(text) === unpadded(part),
    startswith: (text, part) => text.startsWith(part),
    endswith: (text, part) => text.endsWith(part),
    contains: (text, part) => text.includes(part),
  };
  const isFit = fits[place];
  return () => some(read(otherSlot), (part) => some(read(slot), (text) => isFit(text, part)));
}

/** Whether a number stands to a value as the comparison says; NaN stands to none. */
export function compared(
  number: number,
  { comparison, value }: { comparison: Comparison; value: number },
): boolean {
  if (Number.isNaN(number)) return false;
  if (comparison === "gt") return number > value;
  if (comparison === "gte") return number >= value;
  if (comparison === "lt") return number < value;
  if (comparison === "lte") return number <= value;
  return comparison === "eq" ? number === value : number !== value;
}

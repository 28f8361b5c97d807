import { networkTest } from "./cidr";
import { type HexNumber, isHexNumber } from "./document";
import { type Draft, encode, finished, isEncoding } from "./encodings";
import {
  type Expression,
  type RuleOptions,
  TIME_UNITS,
  type Test,
  type TimeUnit,
  WHOLE_TEXT,
  and,
  not,
  or,
} from "./expression";
import { MANY, type Piece, joined, parsePattern } from "./pattern";
import { expanded } from "./placeholders";
import { Refusal } from "./refusal";
import { compileRegex } from "./regex";
import type { Comparison } from "./rule";

const COMPARED: readonly string[] = ["lt", "lte", "gt", "gte"];
const PLACED = ["contains", "startswith", "endswith"] as const;
const PLAIN: readonly string[] = [...PLACED, "windash", "cased"];
/** These say what kind of test it is; one of them at most, but for a time unit with a comparison. */
const KINDS: readonly string[] = ["re", "cidr", "exists", "fieldref", ...COMPARED, ...TIME_UNITS];
const ANYWHERE: readonly string[] = ["all", "neq", "expand"];
const WITH: Readonly<Record<string, readonly string[]>> = {
  re: ["i", "m", "s", "cased"],
  cidr: [],
  exists: [],
  fieldref: [...PLACED, "cased"],
};

type Value = string | number | boolean | HexNumber;

/**
 * One entry of a selection: `field|modifier|…` with its value or values.
 * https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-appendix-modifiers.md
 */
export function itemOf(key: string, value: unknown, options: RuleOptions): Expression {
  const [name = "", ...modifiers] = key.split("|").map((part) => part.trim());
  const field = name.replaceAll(" ", "");
  checkModifiers(field, modifiers);
  const values = Array.isArray(value) ? value : [value];
  if (values.length === 0) throw new Refusal(`"${key}" has no values; give one or leave it out.`);
  const tests = values.map((one) => valueOf(field, modifiers, one, Array.isArray(value), options));
  if (modifiers.includes("neq")) return not(or(tests));
  return modifiers.includes("all") ? and(tests) : or(tests);
}

function checkModifiers(field: string, modifiers: readonly string[]): void {
  const kinds = modifiers.filter((one) => KINDS.includes(one));
  const isTimed = kinds.length === 2 && isTimeUnit(kinds[0]) && COMPARED.includes(kinds[1] ?? "");
  if (kinds.length > 1 && !isTimed)
    throw new Refusal(`The modifiers ${kinds.join(" and ")} cannot be used together; keep one.`);
  const [kind] = kinds;
  if (kind !== undefined && kind !== "re" && field === WHOLE_TEXT)
    throw new Refusal(`The modifier ${kind} needs a field; a search over the whole text has none.`);
  const plain = kind === undefined ? PLAIN : (WITH[kind] ?? []);
  for (const modifier of modifiers) {
    const isFit =
      kinds.includes(modifier) ||
      ANYWHERE.includes(modifier) ||
      plain.includes(modifier) ||
      (kind === undefined && isEncoding(modifier));
    if (isFit) continue;
    const isKnown = [...PLAIN, "i", "m", "s"].includes(modifier) || isEncoding(modifier);
    throw new Refusal(
      isKnown
        ? `The modifier ${modifier} cannot be used ${kind === undefined ? "without re" : `with ${kind}`}; leave it out.`
        : `"${modifier}" is no modifier of Sigma 2.1; correct it.`,
    );
  }
}

const isTimeUnit = (word: string | undefined): word is TimeUnit =>
  (TIME_UNITS as readonly (string | undefined)[]).includes(word);

function valueOf(
  field: string,
  modifiers: readonly string[],
  value: unknown,
  inList: boolean,
  options: RuleOptions,
): Expression {
  const test = (one: Test): Expression => ({ type: "test", field, test: one });
  if (value === null) {
    if (inList)
      throw new Refusal("null cannot be part of a list; write a selection of its own for it.");
    if (field === WHOLE_TEXT || modifiers.some((one) => one !== "neq"))
      throw new Refusal("null stands for a field without value and takes no modifier but neq.");
    return test({ type: "absent" });
  }
  if (!isValue(value))
    throw new Refusal("A value must be text, a number, true, false or null, or a list of these.");
  const kind = modifiers.find((one) => KINDS.includes(one));
  if (kind === undefined) return textOf(field, modifiers, value, options);
  if (kind === "exists") {
    if (typeof value !== "boolean") throw new Refusal("exists takes true or false.");
    return value ? test({ type: "exists" }) : not(test({ type: "exists" }));
  }
  if (COMPARED.includes(kind) || isTimeUnit(kind)) return test(numeric(modifiers, kind, value));
  const texts = modifiers.includes("expand")
    ? expanded(asText(value), options.placeholders)
    : [asText(value)];
  return or(texts.map((text) => test(special(kind, modifiers, text))));
}

const isValue = (value: unknown): value is Value =>
  typeof value === "string" ||
  typeof value === "number" ||
  typeof value === "boolean" ||
  isHexNumber(value);

const asText = (value: Value): string =>
  isHexNumber(value) ? `0x${value.hexadecimal.toString(16)}` : String(value);

function numeric(modifiers: readonly string[], kind: string, value: Value): Test {
  const number = isHexNumber(value) ? value.hexadecimal : value;
  if (typeof number !== "number")
    throw new Refusal(`The modifier ${kind} takes a number, not "${asText(value)}".`);
  const compared = modifiers.find((one) => COMPARED.includes(one));
  const comparison = (compared ?? "eq") as Comparison;
  return isTimeUnit(kind)
    ? { type: "time", unit: kind, comparison, value: number }
    : { type: "compare", comparison, value: number };
}

function special(kind: string, modifiers: readonly string[], text: string): Test {
  if (kind === "cidr") return { type: "cidr", contains: networkTest(text) };
  if (kind === "re") {
    const [i, m, s] = ["i", "m", "s"].map((flag) => modifiers.includes(flag));
    return {
      type: "regex",
      regex: compileRegex(text, { i: i === true, m: m === true, s: s === true }),
    };
  }
  const place = PLACED.find((one) => modifiers.includes(one)) ?? "equals";
  const other = text.replaceAll(" ", "");
  if (other === "") throw new Refusal("fieldref takes the name of another field.");
  return { type: "field", other, place, cased: modifiers.includes("cased") };
}

function textOf(
  field: string,
  modifiers: readonly string[],
  value: Value,
  options: RuleOptions,
): Expression {
  const isPlainNumber = modifiers.every((one) => ANYWHERE.includes(one) || one === "cased");
  if (field !== WHOLE_TEXT && isPlainNumber && (typeof value === "number" || isHexNumber(value))) {
    const hexadecimal = isHexNumber(value);
    const number = isHexNumber(value) ? value.hexadecimal : value;
    return { type: "test", field, test: { type: "number", value: number, hexadecimal } };
  }
  const raw = asText(value);
  const texts = modifiers.includes("expand") ? expanded(raw, options.placeholders) : [raw];
  const cased = modifiers.includes("cased");
  const drafts = texts
    .map((text): Draft => ({ pattern: parsePattern(text), dashes: false }))
    .flatMap((draft) => modifiers.reduce(modified, [draft]));
  return or(
    drafts.map((draft) => {
      const pattern = finished(draft);
      if (field === WHOLE_TEXT && pattern.length === 0)
        throw new Refusal("An empty keyword is in every record; leave it out.");
      const whole = field === WHOLE_TEXT ? joined([MANY, ...pattern, MANY]) : pattern;
      const test: Test = { type: "text", pattern: whole, cased, dashes: draft.dashes };
      return { type: "test", field, test };
    }),
  );
}

function modified(drafts: readonly Draft[], modifier: string): Draft[] {
  if (modifier === "windash") return drafts.map((draft) => ({ ...draft, dashes: true }));
  if (isEncoding(modifier)) return drafts.flatMap((draft) => encode(modifier, draft));
  const before = modifier === "contains" || modifier === "endswith";
  const after = modifier === "contains" || modifier === "startswith";
  if (!before && !after) return [...drafts];
  return drafts.map((draft) => {
    const pieces: Piece[] = [...finished(draft)];
    if (before) pieces.unshift(MANY);
    if (after) pieces.push(MANY);
    return { dashes: draft.dashes, pattern: joined(pieces) };
  });
}

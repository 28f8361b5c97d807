import { type Expression, type Test, WHOLE_TEXT } from "./expression";
import { isHexadecimal, unpadded } from "./number-text";
import { type Pattern, literalOf } from "./pattern";

/**
 * A text that must be in a field: all of it, at its start, at its end or anywhere. In lower case; a number without its padding
 * when it is all of the field.
 */
export interface Required {
  readonly field: string;
  readonly text: string;
  readonly place: "all" | "start" | "end" | "anywhere";
}

/**
 * Texts of which at least one must be in a record for the expression to hold: of all such sets the one that is seldom
 * seen. None at all: it can never hold. undefined: there is no such set.
 */
export function requiredBy(
  expression: Expression,
  isUsable: (required: Required) => boolean = () => true,
): readonly Required[] | undefined {
  if (expression.type === "constant") return expression.value ? undefined : [];
  if (expression.type === "not") return undefined;
  if (expression.type === "test") {
    const required = ofTest(expression.field, expression.test);
    return required?.every(isUsable) === true ? required : undefined;
  }
  const parts = expression.of.map((part) => requiredBy(part, isUsable));
  if (expression.type === "or") {
    const all = parts.flatMap((part) => part ?? []);
    return parts.includes(undefined) ? undefined : all;
  }
  let best: readonly Required[] | undefined;
  for (const part of parts)
    if (part && (best === undefined || commonness(part) < commonness(best))) best = part;
  return best;
}

function ofTest(field: string, test: Test): Required[] | undefined {
  if (test.type === "number") {
    const texts = new Set([String(test.value)]);
    if (test.hexadecimal) texts.add(`0x${test.value.toString(16)}`);
    return [...texts].map((text) => ({ field, text, place: "all" }));
  }
  if (test.type === "regex")
    return test.regex.needles?.map((text) => ({ field, text, place: "anywhere" }));
  if (test.type !== "text") return undefined;
  const literal = literalOf(test.pattern);
  if (literal !== undefined && !test.dashes) {
    const lower = literal.toLowerCase();
    const text = isHexadecimal(lower) ? unpadded(lower) : lower;
    return [{ field, text, place: "all" }];
  }
  const longest = longestOf(test.pattern);
  return longest && [{ field, ...longest }];
}

function longestOf(pattern: Pattern): Omit<Required, "field"> | undefined {
  let best: Omit<Required, "field"> | undefined;
  for (const [index, piece] of pattern.entries()) {
    if (typeof piece !== "string" || piece.length <= (best?.text.length ?? 0)) continue;
    const isLast = index === pattern.length - 1;
    const place = index === 0 && !isLast ? "start" : isLast && index > 0 ? "end" : "anywhere";
    best = { text: piece.toLowerCase(), place };
  }
  return best;
}

/** Parts of paths and commands that are in most records: as text to look for they are worth little. */
const COMMON =
  /^(?:\\|\/|\.exe|\.dll|[a-z]:\\|\\windows\\|c:\\windows\\|\\system32\\|\\syswow64\\|c:\\windows\\(?:system32|syswow64)\\|\\appdata\\.*|\\users\\|c:\\users\\|c:\\program files.*|\\program files.*|\\software\\|hklm\\.*|hkcu\\.*|\\microsoft\\.*|system|nt authority.*|true|false|-|success|http.*|https?:\/\/)$/;

/** A guess at how many of a thousand records have one of them. */
function commonness(required: readonly Required[]): number {
  let sum = 0;
  for (const { field, text, place } of required) {
    const base = field === WHOLE_TEXT ? 400 : 250;
    const one = place === "all" ? 60 : base / 2 ** Math.min(text.length, 8);
    sum += COMMON.test(text) ? 300 : one;
  }
  return sum;
}

import { type Expression, type Test, WHOLE_TEXT } from "./expression";
import { isHexadecimal, unpadded } from "./number-text";
import { ONE, type Pattern, literalOf } from "./pattern";
import { type Word, isSearchable } from "./word-search";

/** What must be in a field: a word, or a number (as `unpadded` writes it) or nothing as the whole of it. */
export type Required =
  | { readonly field: string; readonly word: Word }
  | { readonly field: string; readonly whole: string };

/**
 * Of which at least one must be in a record for the expression to hold: of all such sets the one that is seldom
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
    const decimal = { field, whole: String(test.value) };
    return test.hexadecimal
      ? [decimal, { field, whole: `0x${test.value.toString(16)}` }]
      : [decimal];
  }
  const number = wholeOf(test);
  if (number !== undefined) return [{ field, whole: number }];
  return wordsOf(test)?.map((word) => ({ field, word }));
}

/** Of a test for equality that compares numbers, or for nothing: what the whole field must be. */
function wholeOf(test: Test): string | undefined {
  const literal = test.type === "text" && !test.dashes ? literalOf(test.pattern) : undefined;
  if (literal === "") return "";
  const lower = literal?.toLowerCase();
  return lower !== undefined && isHexadecimal(lower) ? unpadded(lower) : undefined;
}

/** Words of which one is in the field whenever the test passes; undefined when none are known. */
export function wordsOf(test: Test): Word[] | undefined {
  if (test.type === "regex")
    return test.regex.needles?.map((text) => ({ text, place: "anywhere", dashes: false }));
  if (test.type !== "text" || wholeOf(test) !== undefined) return undefined;
  const word = longestOf(test.pattern, test.dashes);
  if (!word) return undefined;
  if (isSearchable(word)) return [word];
  const [text] = word.text
    .split(/[-/–—―]/u)
    .toSorted((one, other) => other.length - one.length) as [string];
  return text === "" ? undefined : [{ text, place: "anywhere", dashes: false }];
}

/** The word that a test is about, when the test passes exactly where the word is. */
export function wordOf(test: Test): Word | undefined {
  if (test.type !== "text" || test.cased || wholeOf(test) !== undefined) return undefined;
  const isOne = test.pattern.filter((piece) => typeof piece === "string").length === 1;
  const word =
    isOne && !test.pattern.includes(ONE) ? longestOf(test.pattern, test.dashes) : undefined;
  return word && isSearchable(word) ? word : undefined;
}

function longestOf(pattern: Pattern, dashes: boolean): Word | undefined {
  let best: Word | undefined;
  for (const [index, piece] of pattern.entries()) {
    if (typeof piece !== "string" || piece.length <= (best?.text.length ?? 0)) continue;
    const isFirst = index === 0;
    const isLast = index === pattern.length - 1;
    const place = isFirst && isLast ? "all" : isFirst ? "start" : isLast ? "end" : "anywhere";
    best = { text: piece.toLowerCase(), place, dashes };
  }
  return best;
}

/** Parts of paths and commands that are in most records: as words to look for they are worth little. */
const COMMON =
  /^(?:\\|\/|-|\.exe|\.dll|[a-z]:\\|\\windows\\|c:\\windows?\\?|\\?(?:system32|syswow64)\\?|c:\\windows\\(?:system32|syswow64)\\|\\appdata\\.*|\\?users\\?|c:\\users\\|c:\\program files.*|\\?program files.*|\\software\\|hk(?:lm|cu)\\.*|\\?microsoft\\?.*|\\?(?:cmd|powershell|pwsh|explorer|svchost|rundll32)\.exe|cmd|system|.*authori.*|true|false|success|https?(?::\/\/)?)$/;

/** A guess at how many of a thousand records have one of them. */
function commonness(required: readonly Required[]): number {
  let sum = 0;
  for (const one of required) {
    if ("whole" in one) sum += 60;
    else if (COMMON.test(one.word.text)) sum += 300;
    else if (one.word.place === "all") sum += 15;
    else {
      const base = one.field === WHOLE_TEXT || one.field === "CommandLine" ? 600 : 250;
      const length = Math.min(one.word.text.trim().length, 9);
      sum += base / 2 ** (one.word.place === "anywhere" ? length : length + 1);
    }
  }
  return sum;
}

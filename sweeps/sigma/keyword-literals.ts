import type { LogKind } from "../log-kind";
import { compiledRules } from "./compile";
import { WHOLE_TEXT } from "./expression";
import { rulesAbout } from "./matcher";
import { requiredBy } from "./required";
import type { RuleSet } from "./rule";
import type { Word } from "./word-search";

/**
 * Texts of which at least one must be in a record's text (lower-cased as `String.toLowerCase` does it) for any rule about this kind to
 * match; none when no rule can; undefined when some rule cannot be tied to the text, since it asks for fields. All
 * are ASCII: searched for in bytes without regard to case they find all lines but ones with letters beyond ASCII
 * that lower-case to ASCII (U+0130 and U+212A), so a line with bytes from 128 up must not be skipped.
 */
export function keywordLiterals(rules: RuleSet, kind: LogKind): ReadonlySet<string> | undefined {
  const literals = new Set<string>();
  for (const { expression } of rulesAbout(kind, compiledRules(rules))) {
    const required = requiredBy(expression, ({ field }) => field === WHOLE_TEXT);
    if (!required) return undefined;
    for (const one of required) {
      if (!("word" in one)) return undefined;
      const ascii = asciiWordOf(one.word);
      if (ascii === "") return undefined;
      literals.add(ascii);
    }
  }
  return literals;
}

/** The longest part of a word that is ASCII and is in each text that has the word; "" without one. */
export const asciiWordOf = ({ text, dashes }: Word): string =>
  longest(text.split(dashes ? /[^\0-\x7f]|[-/]/ : /[^\0-\x7f]/));

const longest = (texts: readonly string[]): string =>
  texts.reduce((best, text) => (text.length > best.length ? text : best), "");

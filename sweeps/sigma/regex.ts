import { RE2JS } from "re2js";
import type { Regex } from "./expression";
import { Refusal } from "./refusal";
import { linearSource, textsWithin } from "./regex-analysis";
import { parseRegex } from "./regex-syntax";

/** What the sub-modifiers of `re` say. */
export interface RegexFlags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
}

const LONGEST = 10_000;

/**
 * A regular expression of a rule: found anywhere in the value, linear in its length whatever the rule's author wrote.
 * Node's own engine runs those that it provably cannot stall on and reads as RE2 does (in `\w` and `\b` it counts the long s
 * as a letter when case does not matter), RE2 the others; `(?i)` and its like may lead.
 */
export function compileRegex(source: string, flags: RegexFlags): Regex {
  if (source.length > LONGEST)
    throw new Refusal(`A regular expression is longer than ${LONGEST} characters; shorten it.`);
  const [lead = "", letters = ""] = /^\(\?([ims]+)\)/.exec(source) ?? [];
  const body = source.slice(lead.length);
  const all = {
    i: flags.i || letters.includes("i"),
    m: flags.m || letters.includes("m"),
    s: flags.s || letters.includes("s"),
  };
  const safe = re2(body, all);
  const syntax = parseRegex(body);
  const isAlike = !all.m && !(all.i && /\\[bBwW]/.test(body));
  const linear = syntax && isAlike ? linearSource(body, syntax) : undefined;
  const needles = syntax && needlesOf(textsWithin(syntax), all.i);
  const native = linear === undefined ? undefined : nativeTest(linear, all);
  return { test: native ?? ((text) => safe.test(text)), needles };
}

function re2(source: string, { i, m, s }: RegexFlags): RE2JS {
  const flags =
    (i ? RE2JS.CASE_INSENSITIVE : 0) | (m ? RE2JS.MULTILINE : 0) | (s ? RE2JS.DOTALL : 0);
  try {
    return RE2JS.compile(source, flags);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Refusal(
      `A regular expression cannot be used: ${why}; Sigma has neither look-around nor back-references.`,
    );
  }
}

/** undefined when Node does not read the expression. */
function nativeTest(source: string, { i, s }: RegexFlags): Regex["test"] | undefined {
  try {
    const regex = new RegExp(source, `u${i ? "i" : ""}${s ? "s" : ""}`);
    return (text) => regex.test(text);
  } catch {
    return undefined;
  }
}

/**
 * Lower-case, and only as far as lower-casing a text keeps them findable: ASCII, and without "s" when case
 * does not matter, which the long s (U+017F) also matches.
 */
function needlesOf(
  texts: readonly string[] | undefined,
  insensitive: boolean,
): readonly string[] | undefined {
  const needles = texts?.map((text) =>
    longest(text.split(insensitive ? /[^\0-\x7f]|s/i : /[^\0-\x7f]/)),
  );
  return needles?.every((needle) => needle.length > 0) ? needles : undefined;
}

const longest = (texts: readonly string[]): string =>
  texts.reduce((best, text) => (text.length > best.length ? text : best), "").toLowerCase();

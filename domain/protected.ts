import { cleanLine } from "./clean-text";
import { skeletonsOf, undecidedLook } from "./look-alike";
import type { Refusal } from "./refusal";

/** Names of people and machines are shorter everywhere; nobody has to be compared with a book. */
const maxNameLength = 1_024;

/**
 * Why one of some names is protected by one of some patterns: it matches, it looks like what matches, or
 * nobody can tell by its letters, which is for a person to decide. Undefined when none is. A pattern
 * matches whole, in any case; "*" in it stands for any text.
 */
export function protectionBy(
  patterns: readonly string[],
  names: readonly string[],
): Refusal | undefined {
  const long = names.find((name) => name.length > maxNameLength);
  if (long !== undefined) {
    return refused(
      `It has a name of ${long.length} characters, which nobody can hold against what is protected`,
    );
  }
  const called = names.map((name) => ({ name, text: name.toLowerCase(), looks: looksOf(name) }));
  for (const pattern of patterns) {
    const written = cleanLine(pattern, 60);
    const lookings = lookingsOf(pattern);
    for (const { name, text, looks } of called) {
      if (matches(pattern.toLowerCase(), text)) {
        return refused(`The policy protects "${written}", which is ${cleanLine(name, 100)}`);
      }
      if (lookings.some((one) => looks.some((look) => matches(one, look)))) {
        return refused(
          `The policy protects "${written}", and ${cleanLine(name, 100)} looks like it`,
        );
      }
    }
  }
  return patterns.length === 0 ? undefined : inDoubt(patterns, names);
}

const refused = (reason: string): Refusal => ({ reason, needsHuman: false });

function inDoubt(patterns: readonly string[], names: readonly string[]): Refusal | undefined {
  for (const name of names) {
    const doubt = undecidedLook(name, patterns);
    if (doubt === undefined) continue;
    const reason = `Its name ${cleanLine(name, 100)} ${doubt}: hold it against the names that the policy protects, and decide yourself`;
    return { reason, needsHuman: true };
  }
  return undefined;
}

const looksOf = (name: string): string[] => [
  ...new Set(skeletonsOf(name).map((look) => look.replaceAll("*", ""))),
];

// Between its wildcards each in the same way: one may begin in the middle of two letters that look like one.
function lookingsOf(pattern: string): string[] {
  const parts = pattern.split("*").map(skeletonsOf);
  return [...new Set(parts[0]!.map((_, index) => parts.map((part) => part[index]!).join("*")))];
}

/** Whether a pattern matches the whole text: in one pass each, without backtracking over all of it. */
function matches(pattern: string, text: string): boolean {
  const parts = pattern.split("*");
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

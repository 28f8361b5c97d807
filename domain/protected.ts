import { cleanLine } from "./clean-text";
import { foldedSkeletonOf, skeletonOf } from "./look-alike";

/** Names of people and machines are shorter everywhere; nobody has to be compared with a book. */
const maxNameLength = 1_024;

/**
 * Why one of some names is protected by one of some patterns: it matches, or it looks like what matches.
 * Undefined when none is. A pattern matches whole, in any case; "*" in it stands for any text.
 */
export function protectionBy(
  patterns: readonly string[],
  names: readonly string[],
): string | undefined {
  const long = names.find((name) => name.length > maxNameLength);
  if (long !== undefined) {
    return `It has a name of ${long.length} characters, which nobody can hold against what is protected`;
  }
  for (const pattern of patterns) {
    const written = cleanLine(pattern, 60);
    for (const name of names) {
      if (matches(pattern.toLowerCase(), name.toLowerCase())) {
        return `The policy protects "${written}", which is ${cleanLine(name, 100)}`;
      }
      if (matchesInLooks(pattern, name)) {
        return `The policy protects "${written}", and ${cleanLine(name, 100)} looks like it`;
      }
    }
  }
  return undefined;
}

// Folded and not: a wildcard may begin in the middle of two letters that look like one.
const matchesInLooks = (pattern: string, name: string): boolean =>
  [skeletonOf, foldedSkeletonOf].some((looks) =>
    matches(pattern.split("*").map(looks).join("*"), looks(name).replaceAll("*", "")),
  );

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

import { cut } from "../domain/clean-text";

const longest = 60;
const mostShown = 3;

/**
 * A name that a vendor or its users chose (a category, a tag, a feed) as words for an evidence: only
 * letters, digits and / & -, so that no mark-up, address or mention can stand in it; at most 60
 * characters. Empty when nothing is left.
 */
export function plainName(name: string): string {
  const words = name.slice(0, 10 * longest).replaceAll(/[^\p{L}\p{N}/&-]+/gu, " ");
  return cut(words.trim(), longest);
}

/** The first three names, and how many more there are: ["Malware", "Botnets", "2 more"]. */
export function plainNames(names: readonly string[], nameless: string): string[] {
  const shown = names.slice(0, mostShown).map((name) => plainName(name) || nameless);
  const more = names.length - shown.length;
  return more > 0 ? [...shown, `${more} more`] : shown;
}

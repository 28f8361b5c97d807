/** What a description and a journal entry hold, out of the box. */
const longest = 4_000;

/**
 * A text as it goes into a column: without control characters, cut to its length, and inert: what
 * stands between [code] and [/code] is shown as HTML in journals.
 */
export function fitted(text: string, length = longest): string {
  const clean = text.toWellFormed().replace(/[^\P{Cc}\n\t]/gu, "");
  return cut(clean, length).replace(/\[([\s/]*code\s*)\]/gi, "($1)");
}

/** The same on one line. */
export const fittedLine = (text: string, length: number): string =>
  fitted(text.replace(/\s+/g, " ").trim(), length);

function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

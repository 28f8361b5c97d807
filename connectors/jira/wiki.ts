import { type Block, blocksOf, fitted, longestText } from "./text";

/**
 * A plain, hostile text in Jira's wiki mark-up, in which nothing but our own lists is mark-up. A
 * marker becomes the last paragraph.
 * https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all
 */
export function wikiOf(text: string, marker?: string): string {
  const end = marker === undefined ? "" : escaped(marker);
  const room = longestText - end.length - gap.length;
  const content = fitted(blocksOf(text), render, (block) => block.length + gap.length, room);
  return [...content, ...(marker === undefined ? [] : [end])].join(gap);
}

const gap = "\n\n";

const render = ({ kind, lines }: Block): string =>
  lines.map((line) => `${kind === "list" ? "* " : ""}${escaped(line)}`).join("\n");

/**
 * A line whose every mark-up character is escaped: those of ASCII but letters, digits, space, and
 * comma. A point is mark-up in "h1." and "bq." only, at the start of a line. A backslash is written
 * as an entity, since two of them are a line break.
 */
export const escaped = (line: string): string =>
  line
    .replaceAll(/[\\]|[!-+\-/:-@[\]^-`{-~]/g, (mark) => (mark === "\\" ? "&#92;" : `\\${mark}`))
    .replace(/^(\s*(?:h[1-6]|bq))\./i, "$1\\.");

/** The last paragraph of a mark-up text, as it is written. */
export const lastLineOf = (text: unknown): string =>
  typeof text === "string" ? (text.trimEnd().split(/\r?\n/).at(-1)?.trim() ?? "") : "";

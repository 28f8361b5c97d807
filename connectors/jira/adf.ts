import { type Block, blocksOf, fitted, longestText } from "./text";

/**
 * Atlassian Document Format, the few nodes that we write:
 * https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
 */
export interface AdfDocument {
  type: "doc";
  version: 1;
  content: AdfBlock[];
}

type AdfBlock = AdfParagraph | { type: "bulletList"; content: AdfItem[] };
interface AdfItem {
  type: "listItem";
  content: [AdfParagraph];
}
interface AdfParagraph {
  type: "paragraph";
  content: AdfInline[];
}
type AdfInline = { type: "text"; text: string } | { type: "hardBreak" };

/**
 * A plain, hostile text as a document. Its words are text nodes and nothing else, so that they are
 * never a link, a mention or an image, whatever they say. A marker becomes the last paragraph.
 */
export function adfOf(text: string, marker?: string): AdfDocument {
  const end = marker === undefined ? [] : [paragraph([marker])];
  const frame = sizeOf({ type: "doc", version: 1, content: end });
  const content = fitted(blocksOf(text), render, sizeOf, longestText - frame);
  return { type: "doc", version: 1, content: [...content, ...end] };
}

// As JSON a document is longer than its text: what fits this way fits whichever way Jira counts.
const sizeOf = (node: object): number => JSON.stringify(node).length + 1;

function render({ kind, lines }: Block): AdfBlock {
  if (kind === "paragraph") return paragraph(lines);
  const item = (line: string): AdfItem => ({ type: "listItem", content: [paragraph([line])] });
  return { type: "bulletList", content: lines.map(item) };
}

/** A text node must not be empty. */
function paragraph(lines: readonly string[]): AdfParagraph {
  const content = lines.flatMap((line, index): AdfInline[] => [
    ...(index > 0 ? [{ type: "hardBreak" } as const] : []),
    ...(line === "" ? [] : [{ type: "text", text: line } as const]),
  ]);
  return { type: "paragraph", content };
}

/** The text of a document's last paragraph that has any; "" when there is none. */
export function lastParagraphOf(document: unknown): string {
  const texts = childrenOf(document).map((node) => textOf(node, 0).trim());
  return texts.findLast((text) => text !== "") ?? "";
}

// Deeper than any document that Jira takes.
const deepest = 50;

function textOf(node: unknown, depth: number): string {
  if (depth > deepest) return "";
  const { text } = membersOf(node);
  if (typeof text === "string") return text;
  return childrenOf(node)
    .map((child) => textOf(child, depth + 1))
    .join("");
}

function childrenOf(node: unknown): unknown[] {
  const { content } = membersOf(node);
  return Array.isArray(content) ? content : [];
}

const membersOf = (node: unknown): Record<string, unknown> =>
  typeof node === "object" && node !== null ? { ...node } : {};

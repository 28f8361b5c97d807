import { isRecord } from "../simulator";

/** What may stand in which node, of those that people use: the rest is refused. */
const inline = ["text", "hardBreak", "mention", "emoji", "inlineCard", "date", "status"];
const block = [
  "paragraph",
  "bulletList",
  "orderedList",
  "heading",
  "codeBlock",
  "blockquote",
  "panel",
  "rule",
  "mediaSingle",
  "blockCard",
];
const children: Record<string, readonly string[]> = {
  doc: block,
  paragraph: inline,
  heading: inline,
  codeBlock: ["text"],
  blockquote: ["paragraph", "bulletList", "orderedList", "codeBlock"],
  panel: ["paragraph", "heading", "bulletList", "orderedList"],
  bulletList: ["listItem"],
  orderedList: ["listItem"],
  listItem: ["paragraph", "bulletList", "orderedList", "codeBlock"],
  mediaSingle: ["media"],
};
/** These must not be empty. */
const filled = new Set(["bulletList", "orderedList", "listItem", "blockquote", "panel"]);
const attributes: Record<string, string> = {
  mention: "id",
  inlineCard: "url",
  blockCard: "url",
  emoji: "shortName",
  heading: "level",
};

/** Whether a value is an Atlassian document: https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/ */
export const isDocument = (value: unknown): boolean =>
  isRecord(value) && value.type === "doc" && value.version === 1 && isNode(value);

function isNode(node: unknown): boolean {
  if (!isRecord(node) || typeof node.type !== "string") return false;
  const { type, content = [], attrs } = node;
  if (type === "text") return typeof node.text === "string" && node.text !== "";
  const wanted = attributes[type];
  if (wanted !== undefined && !(isRecord(attrs) && wanted in attrs)) return false;
  if (!Array.isArray(content) || (filled.has(type) && content.length === 0)) return false;
  const allowed = children[type] ?? [];
  return content.every(
    (child: unknown) => isRecord(child) && allowed.includes(String(child.type)) && isNode(child),
  );
}

/** The plain text of a document, its blocks on lines of their own. */
export function plainOf(node: unknown): string {
  if (!isRecord(node)) return "";
  if (node.type === "text") return String(node.text);
  if (node.type === "hardBreak") return "\n";
  const parts = Array.isArray(node.content) ? node.content.map(plainOf) : [];
  return parts.join(node.type === "paragraph" ? "" : "\n");
}

/** A text as v2 takes it, as a document: as v3 shows it. */
export const documentOf = (text: string): object => ({
  type: "doc",
  version: 1,
  content: text
    .split(/\n{2,}/)
    .filter((part) => part !== "")
    .map((part) => ({ type: "paragraph", content: [{ type: "text", text: part }] })),
});

/** A stored text as one version of the API shows it. */
export function shownText(stored: unknown, version: string): unknown {
  if (stored === null || stored === undefined) return null;
  if (version === "3") return typeof stored === "string" ? documentOf(stored) : stored;
  return typeof stored === "string" ? stored : plainOf(stored);
}

const longestText = 32_767;

/** What is wrong with a text that a version of the API was given; undefined when nothing is. */
export function textProblem(value: unknown, version: string): string | undefined {
  if (version === "3" && !isRecord(value)) {
    return "Operation value must be an Atlassian Document (see the Atlassian Document Format)";
  }
  if (version === "3" && !isDocument(value)) return "INVALID_INPUT";
  if (version === "2" && typeof value !== "string") return "Operation value must be a string";
  const text = typeof value === "string" ? value : plainOf(value);
  return text.length > longestText
    ? "The entered text is too long. It exceeds the allowed limit of 32,767 characters."
    : undefined;
}

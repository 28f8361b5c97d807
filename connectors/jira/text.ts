import { cleanLine, cleanText, cut } from "../../domain/clean-text";

/** A plain text's paragraphs: lines, or the items of a list. */
export interface Block {
  kind: "paragraph" | "list";
  lines: readonly string[];
}

/** What a description and a comment hold. Jira counts characters of text, or those of its own form of it. */
export const longestText = 32_767;

const longestLine = 4_000;
const longestTitle = 255;
const bullet = /^\s*[•-] +/;

/** A title: one line, as long as Jira takes it. */
export const titleOf = (text: string): string => cleanLine(text, longestTitle) || "(no title)";

/**
 * Reads a hostile plain text: blank lines part paragraphs, lines that begin with "• " or "- " are a
 * list. Nothing is left that nobody sees.
 */
export function blocksOf(text: string): Block[] {
  const lines = cleanText(text, longestText).split("\n");
  const blocks: { kind: Block["kind"]; lines: string[] }[] = [];
  let isNew = true;
  for (const line of lines) {
    if (line === "") {
      isNew = true;
      continue;
    }
    const kind = bullet.test(line) ? "list" : "paragraph";
    const content = kind === "list" ? line.replace(bullet, "") : line;
    const last = blocks.at(-1);
    if (last && !isNew && last.kind === kind) last.lines.push(content);
    else blocks.push({ kind, lines: [content] });
    isNew = false;
  }
  return blocks.filter((block) => block.lines.some((line) => line !== ""));
}

/**
 * As many blocks as fit into a number of characters, as they are rendered: it is cut at a paragraph,
 * and says so. Only a first one that is too long by itself is cut inside.
 */
export function fitted<T>(
  blocks: readonly Block[],
  render: (block: Block) => T,
  sizeOf: (rendered: T) => number,
  room: number,
): T[] {
  const all = blocks.map(render);
  const total = all.reduce((sum, one) => sum + sizeOf(one), 0);
  if (total <= room) return all;

  const more = render({ kind: "paragraph", lines: ["…"] });
  let left = room - sizeOf(more);
  const kept: T[] = [];
  for (const one of all) {
    left -= sizeOf(one);
    if (left < 0) break;
    kept.push(one);
  }
  const [first] = blocks;
  if (kept.length > 0 || !first) return [...kept, more];
  return [shortened(first, render, sizeOf, room - sizeOf(more)), more];
}

/** A block with as many of its lines, and of their characters, as there is room for. */
function shortened<T>(
  { kind, lines }: Block,
  render: (block: Block) => T,
  sizeOf: (rendered: T) => number,
  room: number,
): T {
  for (let share = 0.9; share > 0.001; share *= 0.8) {
    const count = Math.max(1, Math.floor(lines.length * share));
    const length = Math.max(1, Math.floor(longestLine * share));
    const rendered = render({
      kind,
      lines: lines.slice(0, count).map((line) => cut(line, length)),
    });
    if (sizeOf(rendered) <= room) return rendered;
  }
  return render({ kind, lines: ["…"] });
}

import type { RuleHead, RuleSet } from "../../sweeps/sigma/rule";
import { tellingRules } from "./test-rules";

const COLUMNS = ["rule", "level", "what it finds", "ATT&CK", "file"] as const;

/** The rules that give findings, as a table of Markdown, its columns aligned. */
export function listMarkdown(rules: RuleSet): string {
  const rows = [...tellingRules(rules).values()].map((rule) =>
    [rule.title, rule.level, meaningOf(rule), techniquesOf(rule), `\`${rule.file}\``].map((cell) =>
      cell.replaceAll("|", "\\|"),
    ),
  );
  const widths = COLUMNS.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  return [line(COLUMNS), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join(
    "\n",
  );
}

/** The same in short. */
export const listText = (rules: RuleSet): string =>
  [...tellingRules(rules).values()]
    .map(({ level, title, file }) => `${level.padEnd(13)}  ${title}  (${file})`)
    .join("\n");

/** The first sentence of its description. */
const meaningOf = ({ description = "" }: RuleHead): string =>
  /^.*?\.(?=\s|$)/s.exec(description.replaceAll(/\s+/g, " "))?.[0] ?? description;

const techniquesOf = ({ tags }: RuleHead): string =>
  tags
    .flatMap((tag) => /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag)?.[1]?.toUpperCase() ?? [])
    .join(", ");

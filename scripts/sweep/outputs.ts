import type { Finding } from "../../sweeps/finding";
import { LEVELS, type Level } from "../../sweeps/sigma/rule";
import { printable } from "../follow/terminal";

/** Worst first, then by when it began. */
export const inOrder = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted(
    (a, b) =>
      LEVELS.indexOf(b.rule.level) - LEVELS.indexOf(a.rule.level) ||
      (a.first ?? "").localeCompare(b.first ?? "") ||
      a.key.localeCompare(b.key),
  );

export const isAtLeast =
  (level: Level) =>
  ({ rule }: Finding): boolean =>
    LEVELS.indexOf(rule.level) >= LEVELS.indexOf(level);

/** A table for people: one line a finding, and under it where its first record is. */
export function tableOf(findings: readonly Finding[]): string {
  const rows = findings.map((finding) => [
    finding.rule.level,
    printable(finding.rule.title),
    printable(groupOf(finding)),
    String(finding.count),
    spanOf(finding),
  ]);
  const head = ["LEVEL", "RULE", "WHO OR WHAT", "COUNT", "WHEN (UTC)"];
  const widths = head.map((title, column) =>
    Math.min(48, Math.max(title.length, ...rows.map((row) => row[column]!.length))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => fitted(cell, widths[column]!))
      .join("  ")
      .trimEnd();
  return [
    line(head),
    ...rows.flatMap((row, index) => [line(row), ...evidenceOf(findings[index]!)]),
  ].join("\n");
}

const fitted = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);

const groupOf = ({ group }: Finding): string =>
  Object.entries(group)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");

function spanOf({ first, last }: Finding): string {
  if (first === null || last === null) return "no time";
  const from = first.slice(0, 19).replace("T", " ");
  if (first === last) return from;
  const isSameDay = first.slice(0, 10) === last.slice(0, 10);
  return `${from} – ${isSameDay ? last.slice(11, 19) : last.slice(0, 19).replace("T", " ")}`;
}

function evidenceOf({ evidence, remarks }: Finding): string[] {
  const first = evidence[0];
  const lines = first ? [`${first.place.name}:${first.place.at}  ${first.text.slice(0, 160)}`] : [];
  return [...lines, ...remarks].map((text) => `    ${printable(text)}`);
}

/** A finding a line, as the app keeps it. */
export const jsonLinesOf = (findings: readonly Finding[]): string =>
  findings.map((finding) => escapedJson(JSON.stringify(finding))).join("\n");

/** JSON itself leaves control characters from U+007F on, and those that turn text around, as they are. */
const escapedJson = (json: string): string =>
  json.replaceAll(
    /[\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const SARIF_LEVEL: Readonly<Record<Level, "error" | "warning" | "note">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
  informational: "note",
};

/** SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), as code scanners and their viewers read it. */
export function sarifOf(findings: readonly Finding[]): string {
  const rules = [...new Map(findings.map(({ rule }) => [rule.id, rule])).values()];
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Durable Response",
            rules: rules.map(({ id, title, description, level, tags, author }) => ({
              id,
              name: title,
              shortDescription: { text: title },
              ...(description !== undefined && { fullDescription: { text: description } }),
              defaultConfiguration: { level: SARIF_LEVEL[level] },
              properties: { tags, ...(author !== undefined && { author }) },
            })),
          },
        },
        results: findings.map((finding) => ({
          ruleId: finding.rule.id,
          ruleIndex: rules.findIndex(({ id }) => id === finding.rule.id),
          level: SARIF_LEVEL[finding.rule.level],
          message: { text: `${finding.rule.title}: ${groupOf(finding)} (${finding.count})` },
          partialFingerprints: { "finding/v1": finding.key },
          locations: finding.evidence.map(({ place, text }) => ({
            physicalLocation: {
              artifactLocation: { uri: encodeURI(place.name) },
              ...(typeof place.at === "number" && {
                region: { byteOffset: place.at, snippet: { text } },
              }),
            },
          })),
          occurrenceCount: finding.count,
          properties: { group: finding.group, first: finding.first, last: finding.last },
        })),
      },
    ],
  };
  return escapedJson(JSON.stringify(log, null, 2));
}

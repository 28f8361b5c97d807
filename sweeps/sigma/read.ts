import { type Document, LineCounter, isScalar, parseAllDocuments, visit } from "yaml";
import { type Fields, type RuleDocument, type RuleFile, isFields } from "./document";
import type { Path } from "./refusal";
import type { RuleProblem } from "./rule";

/** Rules are small: SigmaHQ's longest is 30 kB. */
const MOST_CHARACTERS = 2_000_000;

export interface ReadRules {
  documents: readonly RuleDocument[];
  problems: readonly RuleProblem[];
}

/**
 * The YAML documents of files: several in one file, `---` between them. A document that is no YAML or no
 * map is a problem with its line, and keeps nothing else from being read. It is plain data; what it means
 * is checked by `compile`.
 */
export function readRules(files: readonly RuleFile[]): ReadRules {
  const documents: RuleDocument[] = [];
  const problems: RuleProblem[] = [];
  for (const { file, text } of files) {
    if (text.length > MOST_CHARACTERS) {
      problems.push({
        file,
        message: `The file has ${text.length} characters, more than the ${MOST_CHARACTERS} that a file of rules may have; split it.`,
      });
      continue;
    }
    readFile(file, text.replace(/^\u{FEFF}/u, ""), documents, problems);
  }
  return { documents, problems };
}

function readFile(
  file: string,
  text: string,
  documents: RuleDocument[],
  problems: RuleProblem[],
): void {
  const lines = new LineCounter();
  for (const document of documentsIn(text, lines, file, problems)) {
    const [error] = document.errors;
    if (error) {
      problems.push({
        file,
        line: lines.linePos(error.pos[0]).line,
        message: `This is not YAML: ${error.message.split("\n")[0]}.`,
      });
      continue;
    }
    const line = (path: Path): number => lineOf(document, lines, path);
    let fields: unknown;
    try {
      fields = plain(document);
    } catch (failure) {
      const why = failure instanceof Error ? failure.message : String(failure);
      problems.push({ file, line: line([]), message: `This YAML cannot be read: ${why}.` });
      continue;
    }
    if (fields === null || fields === undefined) continue;
    if (isFields(fields)) documents.push({ file, fields, line });
    else problems.push({ file, line: line([]), message: "A rule must be a map of YAML." });
  }
}

function documentsIn(
  text: string,
  lines: LineCounter,
  file: string,
  problems: RuleProblem[],
): readonly Document.Parsed[] {
  try {
    const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
    return Array.isArray(parsed) ? parsed : [];
  } catch (failure) {
    // What is nested thousands deep ends the parser's stack.
    const why = failure instanceof Error ? failure.message : String(failure);
    problems.push({ file, message: `This YAML cannot be read: ${why}.` });
    return [];
  }
}

/** Numbers keep what their text says beyond their value: that it is hexadecimal, or too long for a number. */
function plain(document: Document): unknown {
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value !== "number") return;
      if (node.format === "HEX") node.value = Object.freeze({ hexadecimal: node.value });
      else if (Number.isInteger(node.value) && !Number.isSafeInteger(node.value))
        node.value = node.source ?? String(node.value);
    },
  });
  return withoutPrototypes(document.toJS({ maxAliasCount: 100 }));
}

function withoutPrototypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPrototypes);
  if (!isFields(value)) return value;
  const bare = Object.create(null) as Record<string, unknown>;
  for (const [key, inner] of Object.entries(value)) bare[key] = withoutPrototypes(inner);
  return bare satisfies Fields;
}

function lineOf(document: Document, lines: LineCounter, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const start = startOf(document, path.slice(0, length));
    if (start !== undefined) return lines.linePos(start).line;
  }
  return lines.linePos(document.contents?.range?.[0] ?? 0).line;
}

/** Where the key stands, for what is in a map; where the value does, for what is in a list. */
function startOf(document: Document, path: Path): number | undefined {
  const key = path.at(-1);
  const parent: unknown =
    path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const items = (parent as { items?: readonly unknown[] } | undefined)?.items;
  if (!Array.isArray(items)) return undefined;
  const item: unknown =
    typeof key === "number"
      ? items[key]
      : items.find(
          (pair: { key?: unknown }) => isScalar(pair.key) && String(pair.key.value) === key,
        )?.key;
  return (item as { range?: readonly number[] } | undefined)?.range?.[0];
}

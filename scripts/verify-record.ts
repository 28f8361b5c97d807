import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

// Stands alone, so that it can be read in five minutes and run anywhere: `docs/record.md` says what it proves.

const usage = `npm run verify-record -- FILE [--last HASH]
Verifies an exported record. With --last, the hash that was noted elsewhere, it must hold that entry, too.`;

export type Verdict =
  | { ok: true; entries: number; last: string }
  /** The number of the first line that does not verify, from 1; 0 for the whole file. */
  | { ok: false; line: number; why: string };

interface Entry {
  [name: string]: unknown;
}

/** Verifies a record of JSON Lines; `last` is a hash that one of its entries must have. */
export function verify(text: string, last?: string): Verdict {
  const lines = text.split("\n");
  if (lines.pop() !== "") return no(lines.length + 1, "it is cut off: its line does not end");
  if (lines.length === 0) return no(0, "it is empty");
  let previous: Entry = { position: 0, hash: "0".repeat(64) };
  let isLastSeen = last === undefined;
  for (const [index, line] of lines.entries()) {
    const entry = parsed(line);
    const why = entry ? problemOf(entry, line, previous) : "it is not a JSON object";
    if (!entry || why !== undefined) return no(index + 1, why ?? "");
    isLastSeen ||= entry.hash === last;
    previous = entry;
  }
  if (!isLastSeen)
    return no(0, `no entry has the hash ${last}: entries are missing, or all were made anew`);
  return { ok: true, entries: lines.length, last: String(previous.hash) };
}

const no = (line: number, why: string): Verdict => ({ ok: false, line, why });

function problemOf(entry: Entry, line: string, previous: Entry): string | undefined {
  const { hash, ...body } = entry;
  if (canonical(entry) !== line) return "it was changed: it is not written as it was exported";
  if (sha256(canonical(body)) !== hash)
    return "it was changed: its hash is not that of its content";
  const expected = Number(previous.position) + 1;
  if (entry.position !== expected) {
    return `entries are missing or were reordered: expected position ${expected}, found ${JSON.stringify(entry.position)}`;
  }
  if (previous.position !== 0 && entry.chain !== previous.chain) return "it is of another record";
  if (entry.previous !== previous.hash)
    return "it does not follow the entry before it: one of them was replaced";
  return undefined;
}

function parsed(line: string): Entry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Entry)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The one way to write a value: names sorted by UTF-16 unit, no blanks; what RFC 8785 says. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(",")}}`;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

function main([file, option, last]: string[]): number {
  if (
    file === undefined ||
    (option !== undefined && (option !== "--last" || !/^[0-9a-f]{64}$/.test(last ?? "")))
  ) {
    console.error(usage);
    return 2;
  }
  const verdict = verify(readFileSync(file, "utf8"), last);
  if (verdict.ok) {
    console.log(`verified: ${verdict.entries} entries, last hash ${verdict.last}`);
    return 0;
  }
  const where = verdict.line === 0 ? file : `${file}, line ${verdict.line}`;
  console.error(`not verified: ${where}: ${verdict.why}`);
  return 1;
}

if (require.main === module) process.exitCode = main(process.argv.slice(2));

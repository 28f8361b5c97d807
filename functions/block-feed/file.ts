import { createHash } from "node:crypto";
import type { ObservableKind } from "../../domain/observable";
import type { Entry } from "./entries";

const kinds = { ip: "address", domain: "domain", url: "url", hash: "hash" } as const;
type FeedName = keyof typeof kinds;
const types = { txt: "text/plain", csv: "text/csv", json: "application/json" } as const;

/** What a consumer asks for, by the last segment of the address: "ip.txt", "url.csv", "ip.txt.md5". */
export interface FeedFile {
  name: FeedName;
  kind: ObservableKind;
  format: keyof typeof types;
  /** Only the MD5 of the text is wanted, in hex: for those that compare before they pull. */
  isChecksum: boolean;
}

/** Undefined for a name that no feed has. */
export function parseFile(text: string): FeedFile | undefined {
  const [, name, format, checksum] =
    /^(ip|domain|url|hash)\.(txt|csv|json)(\.md5)?$/.exec(text) ?? [];
  if (!name || !format) return undefined;
  return {
    name: name as FeedName,
    kind: kinds[name as FeedName],
    format: format as FeedFile["format"],
    isChecksum: checksum !== undefined,
  };
}

export const contentTypeOf = ({ format, isChecksum }: FeedFile): string =>
  `${isChecksum ? "text/plain" : types[format]}; charset=utf-8`;

/** Nobody's: a list is not empty with it, and nothing is blocked by it. RFC 5737, RFC 2606. */
export const placeholders: Readonly<Record<ObservableKind, string>> = {
  address: "192.0.2.1",
  domain: "placeholder.invalid",
  url: "https://placeholder.invalid/",
  hash: "0".repeat(64),
};

export interface Look {
  /** Whether an empty text holds a placeholder. */
  hasPlaceholder: boolean;
  /** Whether URLs are written without "https://", as PAN-OS wants them. */
  isWithoutScheme: boolean;
}

/** The body of a feed: the same entries give the same text. */
export function bodyOf(file: FeedFile, entries: readonly Entry[], look: Look): string {
  const text = textOf(file, entries, look);
  return file.isChecksum ? createHash("md5").update(text).digest("hex") : text;
}

function textOf(file: FeedFile, entries: readonly Entry[], look: Look): string {
  if (file.format === "csv") return csvOf(file, entries);
  if (file.format === "json") return jsonOf(file, entries);
  const values = entries.map(({ value }) => value);
  const all = values.length === 0 && look.hasPlaceholder ? [placeholders[file.kind]] : values;
  const lines = look.isWithoutScheme ? all.map((one) => one.replace(/^https?:\/\//, "")) : all;
  return [...new Set(lines)].map((line) => `${line}\n`).join("");
}

const csvOf = ({ name }: FeedFile, entries: readonly Entry[]): string =>
  [
    ["value", "type", "added", "expires", "incident"],
    ...entries.map(({ value, added, expires, incidents }) => [
      value,
      name,
      added,
      expires,
      incidents.join(" "),
    ]),
  ]
    .map((cells) => `${cells.map(cell).join(",")}\r\n`)
    .join("");

/** A cell of RFC 4180 that no spreadsheet takes for a formula. */
export function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

const jsonOf = ({ name }: FeedFile, entries: readonly Entry[]): string =>
  JSON.stringify({
    entries: entries.map(({ value, added, expires, incidents }) => ({
      value,
      type: name,
      added,
      expires,
      incidents,
    })),
  });

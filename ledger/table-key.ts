import { createHash } from "node:crypto";

/** Azure allows 1 KiB of UTF-16; a URL may be an observable, and is longer. */
const longestKey = 400;

/**
 * Any text as a PartitionKey or RowKey: different texts become different keys of letters, digits
 * and `.:-_~` only. Others, `_` among them, become `_` and four hex digits for each UTF-16 unit.
 * https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model
 */
export function tableKey(text: string): string {
  // No `u` flag: by units, so that a lone surrogate, which UTF-8 cannot carry, is kept apart as well.
  const key = text.replace(
    /[^A-Za-z0-9.:-]/g,
    (unit) => `_${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  if (key.length <= longestKey) return key;
  const hash = createHash("sha256").update(key).digest("hex");
  return `${key.slice(0, longestKey - hash.length - 1)}~${hash}`;
}

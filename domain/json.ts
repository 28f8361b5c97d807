/** What survives the trip through JSON unchanged. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/**
 * The one text of a value: names sorted by code unit, no blanks; RFC 8785 (JCS) for what JSON.stringify
 * writes alike. Members that are undefined are left out. Equal values have equal texts.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => canonicalJson(one ?? null)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

/** A property holds 32 Ki UTF-16 units. */
const pieces = /.{1,30000}/g;

/**
 * JSON text as the properties `name0`, `name1`, … of a table entity, none longer than the service
 * allows. https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model
 */
export const toColumns = (name: string, json: string): Record<string, string> =>
  Object.fromEntries(
    (ascii(json).match(pieces) ?? []).map((piece, index) => [`${name}${index}`, piece]),
  );

/** The text that `toColumns` took apart; undefined when there was none. */
export function fromColumns(name: string, row: Record<string, unknown>): string | undefined {
  const found: unknown[] = [];
  for (let piece = row[`${name}0`]; piece !== undefined; piece = row[`${name}${found.length}`]) {
    found.push(piece);
  }
  return found.length === 0 ? undefined : found.join("");
}

/**
 * The same JSON with every other character as an escape. A cut then never goes through a character;
 * nor does a network packet's end, where Azurite 3.37 garbles what it reads.
 */
const ascii = (json: string): string =>
  json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** A time in the one notation whose order as text is the order in time. */
export const sortable = (iso: string): string => new Date(iso).toISOString();

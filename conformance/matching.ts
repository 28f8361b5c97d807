/** Rejects what differs from what is expected. A regular expression is tried on text. */
export function same(what: string, got: unknown, expected: unknown): void {
  const isSame =
    expected instanceof RegExp
      ? typeof got === "string" && expected.test(got)
      : text(got) === text(expected);
  if (!isSame) throw new Error(`${what}: expected ${text(expected)} got ${text(got)}`);
}

/** The same for each of the fields that are expected. */
export function fields(got: object | undefined, expected: object): void {
  for (const [name, value] of Object.entries(expected)) {
    same(name, (got as Record<string, unknown> | undefined)?.[name], value);
  }
}

/** Rejects a list without an entry that matches. */
export function includes(what: string, list: string[], expected: RegExp): void {
  if (!list.some((entry) => expected.test(entry))) {
    throw new Error(`${what}: expected one like ${expected} got ${text(list.slice(-3))}`);
  }
}

/** As JSON, with the names of every object in order. */
const text = (value: unknown): string =>
  value instanceof RegExp ? String(value) : (JSON.stringify(value, inOrder) ?? "nothing");

const inOrder = (_name: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;

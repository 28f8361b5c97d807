/**
 * Values for `%name%` in rules, each given as "name=value", a name as often as it has values. Throws one sentence on what is
 * not.
 */
export function placeholdersOf(given: readonly string[]): Record<string, string[]> {
  const values = new Map<string, string[]>();
  for (const one of given) {
    const at = one.indexOf("=");
    if (at < 1) throw new Error(`--placeholder is a name and a value, name=value, not "${one}"`);
    const name = one.slice(0, at);
    values.set(name, [...(values.get(name) ?? []), one.slice(at + 1)]);
  }
  return Object.fromEntries(values);
}

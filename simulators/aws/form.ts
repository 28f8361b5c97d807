/** The parameters of a query request: "Tags.member.1.Key=a" or EC2's "Tag.1.Key=a". */
export type Form = URLSearchParams;

/** Entries of a list in their order: of texts, or of what stands below `Name.1.`. */
export function listIn(form: Form, name: string): string[] {
  const found: [number, string][] = [];
  for (const [key, value] of form) {
    const [, position] =
      new RegExp(`^${name.replaceAll(".", "\\.")}\\.(?:member\\.)?(\\d+)$`).exec(key) ?? [];
    if (position !== undefined) found.push([Number(position), value]);
  }
  return found.toSorted(([a], [b]) => a - b).map(([, value]) => value);
}

/** Members of each entry of a list of objects, by their names. */
export function entriesIn(form: Form, name: string): Record<string, string>[] {
  const found = new Map<number, Record<string, string>>();
  for (const [key, value] of form) {
    const [, position, member] =
      new RegExp(`^${name.replaceAll(".", "\\.")}\\.(?:member\\.)?(\\d+)\\.(\\w+)$`).exec(key) ??
      [];
    if (position === undefined || member === undefined) continue;
    found.set(Number(position), { ...found.get(Number(position)), [member]: value });
  }
  return [...found].toSorted(([a], [b]) => a - b).map(([, entry]) => entry);
}

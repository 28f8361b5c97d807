import { boundedValue } from "./kept-text";

/** Fields to group by: what the rule calls it, and what it is called in this record. */
export interface GroupField {
  readonly name: string;
  readonly field: string;
}

const TIMED = "t";
const UNTIMED = "u";
const MISSING = "-";

/**
 * One text for a group's values; undefined when a field is missing that must be there. Records without a time are never
 * in a group with those that have one.
 */
export function groupKey(
  fields: readonly GroupField[],
  valueOf: (field: string) => string | undefined,
  optional: boolean,
  untimed: boolean,
): string | undefined {
  let key = untimed ? UNTIMED : TIMED;
  for (const { field } of fields) {
    const value = valueOf(field);
    if (value === undefined) {
      if (!optional) return undefined;
      key += MISSING;
    } else {
      const bounded = boundedValue(value);
      key += `${bounded.length}:${bounded}`;
    }
  }
  return key;
}

export const isUntimed = (key: string): boolean => key.startsWith(UNTIMED);

/** The values of a group, by the rule's names for its fields. */
export function groupOf(key: string, names: readonly string[]): Record<string, string> {
  const values: [string, string][] = [];
  let at = 1;
  for (const name of names) {
    if (key.startsWith(MISSING, at)) {
      at += MISSING.length;
      continue;
    }
    const colon = key.indexOf(":", at);
    const end = colon + 1 + Number(key.slice(at, colon));
    values.push([name, key.slice(colon + 1, end)]);
    at = end;
  }
  return Object.fromEntries(values); // which makes "__proto__" a name like any other
}

import { isRecord } from "../simulator";
import { badRequest } from "./arm-error";

export type Members = Record<string, unknown>;

/** Reads the members of a JSON object that a client sent; null counts as left out, as in .NET. */
export function membersOf(value: unknown, name: string): Members {
  if (!isRecord(value)) {
    return invalid(name, "an object is required");
  }
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}

/** A text of a body, at most `maxLength` characters long. */
export function textIn(members: Members, name: string, maxLength = Infinity): string | undefined {
  const value = members[name];
  if (value === undefined) return undefined;
  if (typeof value !== "string") return invalid(name, "a string is required");
  if (value.length > maxLength) {
    return invalid(name, `the maximum length is ${maxLength} characters, got ${value.length}`);
  }
  return value;
}

/** A text that must be there and not be empty. */
export const requiredTextIn = (members: Members, name: string, maxLength?: number): string =>
  textIn(members, name, maxLength) || invalid(name, "the member is required");

/** One of the values that the API knows, spelled in any case, answered as the API spells it. */
export function valueIn<const V extends readonly string[]>(
  members: Members,
  name: string,
  values: V,
): V[number] | undefined {
  const text = textIn(members, name);
  if (text === undefined) return undefined;
  const value = values.find((known) => known.toLowerCase() === text.toLowerCase());
  return value ?? invalid(name, `the value '${text}' is not one of ${values.join(", ")}`);
}

/** A value as `valueIn`, that must be there. */
export const requiredValueIn = <const V extends readonly string[]>(
  members: Members,
  name: string,
  values: V,
): V[number] => valueIn(members, name, values) ?? invalid(name, "the member is required");

// That a body is refused with 400 is documented; the words are ours.
export const invalid = (name: string, problem: string): never =>
  badRequest(`Invalid data model. [${name}: ${problem}]`);

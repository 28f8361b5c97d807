import { cleanLine } from "./clean-text";

/**
 * The members of a JSON object by lower-case name: Sentinel's senders do not agree on case. A map,
 * so that a member named `__proto__` is a member and nothing else. The first of equal names wins.
 */
export type Members = ReadonlyMap<string, unknown>;

/** The members of a value; none when it is not an object. */
export function membersOf(value: unknown): Members {
  const members = new Map<string, unknown>();
  if (typeof value !== "object" || value === null || Array.isArray(value)) return members;
  for (const [name, member] of Object.entries(value)) {
    const lowerCase = name.toLowerCase();
    if (!members.has(lowerCase)) members.set(lowerCase, member);
  }
  return members;
}

/** The object that a member holds. */
export const objectIn = (members: Members, name: string): Members =>
  membersOf(members.get(name.toLowerCase()));

/** The list that a member holds; empty when it holds none. */
export function listIn(members: Members, name: string): unknown[] {
  const value = members.get(name.toLowerCase());
  return Array.isArray(value) ? value : [];
}

/** The text of the first of these members that has one; numbers count, empty text does not. */
export function textIn(members: Members, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = members.get(name.toLowerCase());
    if (typeof value === "string" && value.trim() !== "") return value;
    if (typeof value === "number" && Number.isFinite(value)) return String(value);
  }
  return undefined;
}

/** The same on one line, at most 256 characters long. */
export function lineIn(members: Members, ...names: string[]): string | undefined {
  const text = textIn(members, ...names);
  return text === undefined ? undefined : cleanLine(text, 256) || undefined;
}

/** A whole number from 0 on, also when it is written as text. */
export function countIn(members: Members, name: string): number | undefined {
  const text = textIn(members, name)?.trim();
  if (text === undefined || !/^\d{1,15}$/.test(text)) return undefined;
  return Number(text);
}

import { checkedScene, isRecord } from "../simulator";
import type { Entry } from "./results";

/** What a test can decide about the domain. */
export interface Scene {
  /** Instead of all that is there. */
  entries?: Entry[];
  /** Why the app's account cannot sign in: "52e" its password, "533" disabled, "775" locked out; null when it can. */
  signIn?: string | null;
  /** "read": it may change nothing. */
  rights?: "write" | "read";
  /** A read-only domain controller answers a change with the address of another one. */
  isReadOnly?: boolean;
  /** Somebody else changes userAccountControl to these values, one right before each change that comes. */
  changedBefore?: string[];
}

const expected =
  'The scene of "active-directory" takes "entries" ([{dn, attributes: {name: [value]}}]), "signIn" ' +
  '("52e", "533", … or null), "rights" ("write" or "read"), "isReadOnly" (true or false) and ' +
  '"changedBefore" (a list of values)';

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((text) => typeof text === "string");

const checks: Record<keyof Scene, (value: unknown) => boolean> = {
  entries: (value) =>
    Array.isArray(value) &&
    value.every(
      (entry) =>
        isRecord(entry) &&
        typeof entry.dn === "string" &&
        isRecord(entry.attributes) &&
        Object.values(entry.attributes).every(isTexts),
    ),
  signIn: (value) => value === null || (typeof value === "string" && /^[0-9a-f]{3}$/.test(value)),
  rights: (value) => value === "write" || value === "read",
  isReadOnly: (value) => typeof value === "boolean",
  changedBefore: isTexts,
};

/** A scene from outside, checked. Throws a SceneError that says what is expected. */
export const parseScene = (input: unknown): Scene => checkedScene<Scene>(input, checks, expected);

import type { Path } from "./refusal";

/** A file of rules: its name is for people, and part of the id of a rule that has none. */
export interface RuleFile {
  file: string;
  text: string;
}

/** A map of YAML, without a prototype: what it does not say is undefined. */
export type Fields = Readonly<Record<string, unknown>>;

/** One YAML document of a file, not checked beyond being a map. */
export interface RuleDocument {
  readonly file: string;
  readonly fields: Fields;
  /** The line of a place in it, or of the nearest place around that exists. */
  line(path: Path): number;
}

/** A number that was written as `0x12`: it also equals hexadecimal text. */
export interface HexNumber {
  readonly hexadecimal: number;
}

/** Whether it is a map of YAML. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isHexNumber(value);

export const isHexNumber = (value: unknown): value is HexNumber =>
  typeof value === "object" &&
  value !== null &&
  Object.hasOwn(value, "hexadecimal") &&
  Object.isFrozen(value);

/** Something that may be left out, one or a list. */
export const listOf = (value: unknown): readonly unknown[] => {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
};

/** The texts among them. */
export const textsOf = (value: unknown): string[] =>
  listOf(value).flatMap((one) =>
    typeof one === "string" || typeof one === "number" ? [String(one)] : [],
  );

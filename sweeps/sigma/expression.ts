import type { Pattern } from "./pattern";
import type { Comparison } from "./rule";

/** What a rule asks of a record, in any nesting. Plain data but for what a library has compiled. */
export type Expression =
  | { readonly type: "and" | "or"; readonly of: readonly Expression[] }
  | { readonly type: "not"; readonly of: Expression }
  | { readonly type: "constant"; readonly value: boolean }
  | { readonly type: "test"; readonly field: string; readonly test: Test };

/** The field that stands for the record's whole text: that of keywords. */
export const WHOLE_TEXT = "";

export const TIME_UNITS = ["minute", "hour", "day", "week", "month", "year"] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

/** One test of one field. Of a field with several values, one must pass. A field that is absent passes none but "absent". */
export type Test =
  /** `dashes`: the five dashes of windash are one character. */
  | {
      readonly type: "text";
      readonly pattern: Pattern;
      readonly cased: boolean;
      readonly dashes: boolean;
    }
  | { readonly type: "number"; readonly value: number; readonly hexadecimal: boolean }
  | { readonly type: "regex"; readonly regex: Regex }
  | { readonly type: "cidr"; readonly contains: (address: string) => boolean }
  | { readonly type: "compare"; readonly comparison: Comparison; readonly value: number }
  | {
      readonly type: "time";
      readonly unit: TimeUnit;
      readonly comparison: Comparison;
      readonly value: number;
    }
  /** Missing, null or empty. */
  | { readonly type: "absent" }
  | { readonly type: "exists" }
  | {
      readonly type: "field";
      readonly other: string;
      readonly place: "equals" | "startswith" | "endswith" | "contains";
      readonly cased: boolean;
    };

/** A regular expression that cannot stall. */
export interface Regex {
  readonly test: (text: string) => boolean;
  /** Lower-case texts of which one is in the lower-case text whenever it matches; undefined when there are none to be named. */
  readonly needles: readonly string[] | undefined;
}

export const and = (of: readonly Expression[]): Expression =>
  of.length === 1 && of[0] ? of[0] : { type: "and", of };
export const or = (of: readonly Expression[]): Expression =>
  of.length === 1 && of[0] ? of[0] : { type: "or", of };
export const not = (of: Expression): Expression => ({ type: "not", of });

/** Named selections of a detection, by name. */
export type Selections = ReadonlyMap<string, Expression>;

/** What compiling is told about the site. */
export interface RuleOptions {
  /** Values of `%name%` under the expand modifier; they may have wildcards. Without a name's values its rules are refused. */
  placeholders?: Readonly<Record<string, readonly string[]>>;
}

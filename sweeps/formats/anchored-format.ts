import type { LineFormat } from "../format";

/** A format that can say which lines are worth parsing for rules about some of its records. */
export interface AnchoredFormat extends LineFormat {
  readonly anchors: Anchors;
  /** Of JSON: the keys whose values make a record's kind, where its parser says so (`LineParser.alike`). */
  readonly kindKeys?: readonly string[];
}

/** ASCII texts, of which every line that gives such a record holds at least one, in upper or lower case. Undefined: it can be any line. */
type Literals = readonly string[] | undefined;

export interface Anchors {
  /** By each category that records can have. What is not listed never comes. */
  readonly categories: Readonly<Record<string, Literals>>;
  /** What product records are of; left out where the log says it. */
  readonly product?: string;
  /** By each service that records can have. What is not listed never comes; left out where the log says it. */
  readonly services?: Readonly<Record<string, Literals>>;
  /** By a field's name and a value in lower case. Of fields and values that are not listed nothing is known. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Lines that hold one of these may stand for any other. "always": no line may ever be left out, since lines are understood by those before them. */
  readonly context: readonly string[] | "always";
}

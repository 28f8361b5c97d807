import type { LineFormat } from "../format";

/** A format that can say which lines are worth parsing for rules of one category. */
export interface AnchoredFormat extends LineFormat {
  readonly anchors: Anchors;
}

export interface Anchors {
  /**
   * For each category that records can have: case-sensitive ASCII literals, of which every line that gives such a record
   * holds at least one. A category with undefined can be in any line. What is not listed never comes.
   */
  readonly categories: Readonly<Record<string, readonly string[] | undefined>>;
  /**
   * Lines that hold one of these speak of lines before or after them: where one occurs in a piece of a file, hand over all lines
   * of that piece and of the one before. "always": no line may ever be left out.
   */
  readonly context: readonly string[] | "always";
}

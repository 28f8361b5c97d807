import { cleanLine, cleanText } from "../../domain/clean-text";

/** What a description and a journal entry hold, out of the box. */
const longest = 4_000;

/**
 * A hostile text as it goes into a column: nothing in it that nobody sees, cut to its length, and
 * inert.
 */
export const fitted = (text: string, length = longest): string => inert(cleanText(text, length));

/** The same on one line. */
export const fittedLine = (text: string, length: number): string => inert(cleanLine(text, length));

/** What stands between [code] and [/code] is shown as HTML in journals. */
const inert = (text: string): string => text.replace(/\[([\s/]*code\s*)\]/gi, "($1)");

declare const splBrand: unique symbol;

/** A search in which every value is a literal; made in `searches.ts` and nowhere else. */
export type Spl = string & { readonly [splBrand]: true };

const longest = 512;
// A wildcard works between quotation marks, too, and no backslash takes its meaning away:
// https://docs.splunk.com/Documentation/Splunk/latest/Search/Wildcards. A backtick begins a macro.
const unwritable = /[*`\p{Cc}\u{2028}\u{2029}]/u;

/** Whether a value can be looked for as it is: a word of Splunk has a letter or a digit. */
export const isWritable = (value: string): boolean =>
  value.length <= longest &&
  value.isWellFormed() &&
  /[\p{L}\p{N}]/u.test(value) &&
  !unwritable.test(value);

/**
 * A value as a phrase of SPL; throws for what none can hold. Between quotation marks pipes, brackets, commas and
 * the words AND, OR and NOT have no meaning, only a quotation mark and a backslash have:
 * https://docs.splunk.com/Documentation/Splunk/latest/Search/Aboutsearchlanguagesyntax
 */
export function literal(value: string): string {
  if (isWritable(value)) return `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  throw new RangeError("Cannot write a value as a phrase of SPL");
}

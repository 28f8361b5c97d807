/** Deeper than this nothing is read as JSON: whoever writes it again would run out of stack. */
const deepest = 1000;

/** The value of a JSON text; undefined, which no JSON text is, when it is none. */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a text can be read as JSON. */
export const isJson = (text: string): boolean => parseJson(text) !== undefined;

/** The value of JSON text; text that is none stays text (the reason of a termination). */
export function jsonOrText(text: string | null | undefined): unknown {
  if (text === null || text === undefined) return null;
  if (text.trim() === "") return "";
  const value = parseJson(text);
  return value === undefined ? text : value;
}

/** Counts brackets outside of strings. Not with a pattern: a text may have 100 MB. */
function isTooDeep(text: string): boolean {
  if (text.length <= 2 * deepest) return false;
  let depth = 0;
  let isInString = false;
  for (let i = 0; i < text.length && depth <= deepest; i += 1) {
    const character = text[i];
    if (character === '"') isInString = !isInString;
    else if (isInString) i += Number(character === "\\");
    else if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
  }
  return depth > deepest;
}

/** A word or a phrase, a parenthesis, a comparison's sign, or a pipe; a phrase was between quotation marks. */
export interface Token {
  text: string;
  isPhrase: boolean;
}

/** What Splunk says of a search that it does not understand; its status is 400. */
export class SearchError extends Error {
  override readonly name = "SearchError";
}

const signs = new Set(["(", ")", "=", "|", ",", "-"]);

/** https://docs.splunk.com/Documentation/Splunk/latest/Search/Aboutsearchlanguagesyntax */
export function tokensOf(search: string, macros: readonly string[] = []): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < search.length) {
    const sign = search.charAt(at);
    if (/\s/.test(sign)) at++;
    else if (sign === '"') {
      const [text, end] = phraseAt(search, at);
      tokens.push({ text, isPhrase: true });
      at = end;
    } else if (signs.has(sign)) {
      tokens.push({ text: sign, isPhrase: false });
      at++;
    } else {
      const [text = ""] = /^[^\s"()=|,]+/.exec(search.slice(at)) ?? [];
      const [, macro] = /^`(\w+)`$/.exec(text) ?? [];
      if (macro !== undefined && !macros.includes(macro)) throw unknownMacro(macro);
      if (macro === undefined && /[`[\]]/.test(text))
        throw new SearchError(`Error in 'SearchParser': near '${text}'.`);
      tokens.push({ text, isPhrase: false });
      at += text.length;
    }
  }
  return tokens;
}

const unknownMacro = (name: string): SearchError =>
  new SearchError(
    `Error in 'SearchParser': The search specifies a macro '${name}' that cannot be found. Reasons include: the macro name is misspelled, you do not have "read" permission for the macro, or the macro has not been shared with this application.`,
  );

/** A phrase, and where it ends: a backslash takes the meaning of a quotation mark and of a backslash. */
function phraseAt(search: string, begin: number): [string, number] {
  let text = "";
  for (let at = begin + 1; at < search.length; at++) {
    const sign = search.charAt(at);
    if (sign === "`")
      throw new SearchError("Error in 'SearchParser': Missing a closing tick mark.");
    if (sign === '"') return [text, at + 1];
    if (sign === "\\" && /["\\]/.test(search.charAt(at + 1))) text += search.charAt(++at);
    else text += sign;
  }
  throw new SearchError("Error in 'SearchParser': Unbalanced quotes.");
}

/** What Jira says of a query that it does not understand. */
export class JqlError extends Error {
  override readonly name = "JqlError";
}

/** A word, a quoted text or a sign of a query. */
export interface Token {
  text: string;
  isQuoted: boolean;
}

/** Whether a token is a word of the language, in any case. */
export const isWord = (token: Token | undefined, word: string): boolean =>
  token !== undefined && !token.isQuoted && token.text.toLowerCase() === word;

/** Takes the next token, which must be that word. */
export function expectWord(tokens: Token[], word: string): void {
  const token = tokens.shift();
  if (!isWord(token, word)) {
    throw new JqlError(
      `Error in the JQL Query: Expecting '${word.toUpperCase()}' but got '${token?.text ?? "EOF"}'.`,
    );
  }
}

/** Words, quoted texts and signs; the characters that JQL keeps to itself must be quoted. */
export function tokensOf(jql: string): Token[] {
  const pattern = /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(!=|=|[(),])|([\w-]+)|(\S))/gsu;
  const tokens: Token[] = [];
  for (const [, double, single, sign, word, other] of jql.trimEnd().matchAll(pattern)) {
    if (other !== undefined) {
      throw new JqlError(
        `Error in the JQL Query: The character '${other}' is a reserved JQL character. You must enclose it in a string.`,
      );
    }
    const quoted = double ?? single;
    tokens.push({
      text: quoted?.replaceAll(/\\(.)/gs, "$1") ?? sign ?? word ?? "",
      isQuoted: quoted !== undefined,
    });
  }
  return tokens;
}

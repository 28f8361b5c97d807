/** An account's name as records give it. */
export interface Account {
  /** In lower case, without its domain. */
  name: string;
  domain: string | undefined;
}

const NOBODY = new Set(["", "-", "?", "(unknown)", "(invalid user)", "(null)"]);

const MOST_NAMES = 2048;
const known = new Map<string, Account | undefined>();

/** Takes DOMAIN\user and user@domain apart; undefined for the words that logs write where there is no name. */
export function accountOf(text: string): Account | undefined {
  const account = known.get(text);
  if (account !== undefined || known.has(text)) return account;
  const made = takenApart(text);
  if (text.length > 256) return made;
  if (known.size >= MOST_NAMES) known.clear();
  known.set(text, made);
  return made;
}

function takenApart(text: string): Account | undefined {
  const whole = text.trim();
  if (NOBODY.has(whole)) return undefined;
  const slash = whole.indexOf("\\");
  if (slash > 0 && slash < whole.length - 1)
    return { name: whole.slice(slash + 1).toLowerCase(), domain: whole.slice(0, slash) };
  const at = whole.lastIndexOf("@");
  if (at > 0 && at < whole.length - 1 && !whole.includes(" "))
    return { name: whole.slice(0, at).toLowerCase(), domain: whole.slice(at + 1) };
  return { name: whole.toLowerCase(), domain: undefined };
}

const space = /[ \t\n\r]*/y;
const text = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const plain = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;

/**
 * Where a text stops to be JSON (RFC 8259), in UTF-16 units; undefined when it is JSON. Node tells the
 * place of some mistakes only.
 */
export function syntaxErrorIn(json: string): number | undefined {
  let at = 0;

  function take(pattern: RegExp): boolean {
    pattern.lastIndex = at;
    if (!pattern.test(json)) return false;
    at = pattern.lastIndex;
    return true;
  }

  function sign(character: string): boolean {
    take(space);
    if (json[at] !== character) return false;
    at += 1;
    return true;
  }

  function many(end: string, one: () => boolean): boolean {
    if (sign(end)) return true;
    do {
      if (!one()) return false;
    } while (sign(","));
    return sign(end);
  }

  const name = (): boolean => {
    take(space);
    return take(text);
  };
  const member = (): boolean => name() && sign(":") && value();
  function value(): boolean {
    if (sign("{")) return many("}", member);
    if (sign("[")) return many("]", value);
    return take(text) || take(plain);
  }

  const isValue = value();
  take(space);
  return isValue && at === json.length ? undefined : at;
}

import type { FieldValue } from "../../log-record";
import { type Value, addField } from "../fields-record";

/** Fields whose bare value is hexadecimal when it holds spaces, quotes or control characters. */
const ENCODED = new Set(
  "name comm exe cwd key acct proctitle path dir file cmd data old new grp new_group vm".split(" "),
);
/** Between the fields of the kernel and their interpretation, as auditd's log_format ENRICHED writes them. */
const INTERPRETED = "\u001d";

/** Fields of the lines of one event: "type=T msg=audit(…): k=v k="v" msg='k=v …'". */
export function auditFields(text: string): Map<string, Value> {
  const fields = new Map<string, Value>();
  for (const line of text.split("\n")) readLine(line, fields);
  return fields;
}

function readLine(line: string, fields: Map<string, Value>): void {
  const isExecve = typeOf(line) === "EXECVE";
  const pieces = new Map<string, string>();
  const { length } = line;
  let at = 0;
  while (at < length && fields.size < 2000) {
    const char = line[at]!;
    if (char === " " || char === "," || char === "'" || char === INTERPRETED) {
      at++;
      continue;
    }
    const equals = line.indexOf("=", at);
    const space = line.indexOf(" ", at);
    if (equals < 0) break;
    if (space >= 0 && space < equals) {
      at = space;
      continue;
    }
    const name = line.slice(at, equals);
    const quote = line[equals + 1];
    if (quote === '"') {
      const close = line.indexOf('"', equals + 2);
      const end = close < 0 ? length : close;
      put(name, line.slice(equals + 2, end));
      at = end + 1;
    } else if (quote === "'" && name === "msg") at = equals + 2;
    else {
      const end = endOfBare(line, equals + 1);
      const bare = line.slice(equals + 1, line[end - 1] === "'" ? end - 1 : end);
      if (!bare.startsWith("audit(")) put(name, decoded(name, bare));
      at = end;
    }
  }
  for (const [name, value] of pieces) addField(fields, name, value);

  function put(name: string, value: FieldValue): void {
    const piece = isExecve ? /^(a\d{1,6})\[\d{1,6}\]$/.exec(name)?.[1] : undefined;
    if (piece === undefined) addField(fields, name, value);
    else pieces.set(piece, `${pieces.get(piece) ?? ""}${String(value)}`);
  }

  function decoded(name: string, bare: string): string {
    const isArgument = isExecve && /^a\d{1,6}(?:\[\d{1,6}\])?$/.test(name);
    return isArgument || ENCODED.has(name) ? ofHex(bare) : bare;
  }
}

const typeOf = (line: string): string => {
  const at = line.indexOf("type=");
  const end = line.indexOf(" ", at);
  return line.slice(at + 5, end < 0 ? line.length : end);
};

function endOfBare(line: string, from: number): number {
  let at = from;
  while (at < line.length && line[at] !== " " && line[at] !== INTERPRETED) at++;
  return at;
}

function ofHex(bare: string): string {
  if (bare.length < 2 || bare.length % 2 !== 0 || !/^[0-9A-F]+$/.test(bare)) return bare;
  return Buffer.from(bare, "hex").toString("utf8").replaceAll("\0", " ");
}

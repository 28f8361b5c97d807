import { parseAddress } from "./address";
import { isHash } from "./hash-value";
import type { Observable } from "./observable";

const domain =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;
const visible = /^[\x21-\x7e]{1,2000}$/;

/**
 * Whether an observable can stand in a list of one value a line: exact, canonical, without blanks,
 * line breaks or anything that a firewall would read as more than one value.
 */
export function fitsFeed({ kind, value }: Observable): boolean {
  if (!visible.test(value)) return false;
  if (kind === "address") return parseAddress(value) === value;
  if (kind === "domain") return domain.test(value);
  if (kind === "hash") return isHash(value);
  return isPlainUrl(value);
}

function isPlainUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { href, protocol, username, password, hash: fragment } = new URL(value);
  const isWeb = protocol === "http:" || protocol === "https:";
  return isWeb && href === value && username === "" && password === "" && fragment === "";
}

import { createHash } from "node:crypto";
import { ConnectorError } from "../connector-error";

const vendor = "jira";

/** The entity property that holds a ticket's key. */
export const refProperty = "sentinel.ref";

/** A key of ours; anything else is refused before it becomes part of a query. */
export function checkedKey(key: string): string {
  if (/^[A-Za-z0-9:_-]{1,100}$/.test(key)) return key;
  const message = "The key of a ticket must be 1 to 100 of the characters A-Z a-z 0-9 : _ -";
  throw new ConnectorError(vendor, "permanent", message);
}

/**
 * The label under which an issue is found again. Labels match in any case, and not every tool takes
 * each character, so that a hash of the key keeps those apart that look alike.
 */
export function labelOf(key: string): string {
  const hash = createHash("sha256").update(checkedKey(key)).digest("hex").slice(0, 12);
  return `${key.toLowerCase().replaceAll(":", "-")}-${hash}`;
}

/** Where an issue is, by its id or its key. */
export function issuePath(root: string, id: string): string {
  if (/^[A-Za-z0-9_-]{1,100}$/.test(id)) return `${root}/issue/${id}`;
  const message = "The id of a ticket must be an issue's id or key, such as 10042 or SEC-118";
  throw new ConnectorError(vendor, "permanent", message);
}

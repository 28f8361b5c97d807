import { isIP } from "node:net";
import type { Answer } from "../simulator";
import { canonicalUrl, type Collection } from "./object-kind";
import { objectId, type ObjectRow } from "./object-row";
import { problem } from "./problem";

/** What an id in a path means: an object to look for, a refusal, or something that cannot be. */
export type Meaning = { value: string } | { refusal: Answer } | "unknowable";

const domainPattern =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/i;

/** Reads the id of a path as the collection expects it. */
export const meaningOf = (collection: Collection, id: string): Meaning => meanings[collection](id);

const meanings: Record<Collection, (id: string) => Meaning> = {
  ip_addresses: (id) => (isIP(id) ? { value: id } : invalid(`"${id}" is not a valid IP address`)),
  domains: (id) =>
    domainPattern.test(id) ? { value: id } : invalid(`"${id}" is not a valid domain pattern`),
  urls: urlOf,
  files: (id) => ({ value: id }),
};

const invalid = (message: string): Meaning => ({
  refusal: problem(400, "InvalidArgumentError", message),
});

/** base64url without padding; anything that would be encoded otherwise is an id of nothing. */
function urlOf(id: string): Meaning {
  if (isSha256(id)) return { value: id };
  const text = Buffer.from(id, "base64url").toString("utf8");
  const url =
    Buffer.from(text, "utf8").toString("base64url") === id ? canonicalUrl(text) : undefined;
  return url === undefined ? "unknowable" : { value: url };
}

const isSha256 = (id: string): boolean => /^[0-9a-f]{64}$/i.test(id);

/** Whether an id is one of the other names of a URL or a file: its SHA-256, MD5 or SHA-1. */
export const isCalled = (row: ObjectRow, collection: Collection, id: string): boolean =>
  row.collection === collection &&
  [objectId(row), row.attributes["md5"], row.attributes["sha1"]].includes(id.toLowerCase());

import { createHash } from "node:crypto";

/** An etag as Cosmos DB makes them: quotation marks included, new with every revision. */
export function etagOf(key: string, revision: number, milliseconds: number): string {
  const mark = createHash("sha256").update(`${key}#${revision}`).digest("hex").slice(0, 8);
  const seconds = Math.floor(milliseconds / 1_000)
    .toString(16)
    .padStart(8, "0");
  return `"${mark}-0000-0d00-0000-${seconds}0000"`;
}

import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** A JSON value as few bytes: a checkpoint's state repeats itself. Done off the main thread. */
export const packed = (value: unknown): Promise<Buffer> =>
  compress(JSON.stringify(value), { level: 4 });

/** The value that `packed` made these of. */
export async function unpacked(bytes: Uint8Array): Promise<unknown> {
  return JSON.parse((await expand(bytes)).toString("utf8"));
}

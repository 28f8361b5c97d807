import type { IncomingMessage } from "node:http";
import type { Writable } from "node:stream";

/** A body is longer than allowed; answered with 413. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
}

/** The whole body of a request. Rejects with a BodyTooLargeError when it is longer than `limit` bytes. */
export async function readBody(message: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(message.headers["content-length"] ?? 0) > limit) throw tooLarge(limit);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message.iterator({ destroyOnReturn: false })) {
    length += (chunk as Buffer).length;
    if (length > limit) throw tooLarge(limit);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/**
 * Sends a body on as it comes, at the pace of `destination`, which it ends. Resolves when nothing more
 * will be sent; rejects as readBody() does. Neither stream is destroyed: the answer may still be on
 * its way.
 */
export function forwardBody(
  message: IncomingMessage,
  destination: Writable,
  limit: number,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let length = 0;
  const count = (chunk: Buffer): void => {
    length += chunk.length;
    if (length > limit) reject(tooLarge(limit));
  };
  message.on("data", count);
  message.once("end", resolve);
  message.once("close", resolve);
  destination.once("close", resolve);
  message.pipe(destination);
  return promise.finally(() => {
    message.off("data", count);
    message.unpipe(destination);
    message.resume(); // what nobody wants any more is still to be read
  });
}

const tooLarge = (limit: number): BodyTooLargeError =>
  new BodyTooLargeError(`The body is longer than ${limit} bytes`);

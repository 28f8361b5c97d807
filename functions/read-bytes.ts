import type { HttpRequest } from "@azure/functions";

export type ReadBytes = { ok: true; bytes: Buffer } | { ok: false; status: 413; message: string };

/** Reads a request's body, byte for byte, within a size. */
export async function readBytes(request: HttpRequest, maxBytes: number): Promise<ReadBytes> {
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > maxBytes) return tooLarge(announced, maxBytes);
  const bytes = Buffer.from(await request.arrayBuffer());
  return bytes.length > maxBytes ? tooLarge(bytes.length, maxBytes) : { ok: true, bytes };
}

const tooLarge = (size: number, maxBytes: number): ReadBytes => ({
  ok: false,
  status: 413,
  message: `The body has ${size} bytes; at most ${maxBytes} are read`,
});

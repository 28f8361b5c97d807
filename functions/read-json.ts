import type { HttpRequest } from "@azure/functions";

export type ReadJson =
  | { ok: true; value: unknown }
  | { ok: false; status: 400 | 413; message: string };

/** Reads a request's body as JSON within a size, or says in one sentence what is wrong with it. */
export async function readJson(request: HttpRequest, maxBytes: number): Promise<ReadJson> {
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > maxBytes) return tooLarge(announced, maxBytes);
  const bytes = Buffer.from(await request.arrayBuffer());
  if (bytes.length > maxBytes) return tooLarge(bytes.length, maxBytes);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    // An empty body is what the designer's "Run trigger" sends: the parser of triggers says so.
    return { ok: true, value: text.trim() === "" ? undefined : JSON.parse(text) };
  } catch {
    return { ok: false, status: 400, message: "The body is not JSON in UTF-8" };
  }
}

const tooLarge = (size: number, maxBytes: number): ReadJson => ({
  ok: false,
  status: 413,
  message: `The body has ${size} bytes; at most ${maxBytes} are read`,
});

import type { HttpRequest } from "@azure/functions";
import { readBytes } from "./read-bytes";

export type ReadJson =
  | { ok: true; value: unknown }
  | { ok: false; status: 400 | 413; message: string };

/** Reads a request's body as JSON within a size, or says in one sentence what is wrong with it. */
export async function readJson(request: HttpRequest, maxBytes: number): Promise<ReadJson> {
  const body = await readBytes(request, maxBytes);
  if (!body.ok) return body;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body.bytes);
    // An empty body is what the designer's "Run trigger" sends: the parser of triggers says so.
    return { ok: true, value: text.trim() === "" ? undefined : JSON.parse(text) };
  } catch {
    return { ok: false, status: 400, message: "The body is not JSON in UTF-8" };
  }
}

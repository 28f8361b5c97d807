import type { IncomingMessage, ServerResponse } from "node:http";
import type { Fault } from "./fault";
import type { Answer, SimulatedRequest } from "./simulator";

/** A request as a simulator sees it, apart from the parameters of its route. */
export type ReceivedRequest = Omit<SimulatedRequest, "params">;

const longestRequest = 16 * 1024 * 1024;

/** Reads a request to its end; undefined when it is longer than 16 MB. */
export async function receive(
  request: IncomingMessage,
  path: string,
  rawQuery: string,
): Promise<ReceivedRequest | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= longestRequest) chunks.push(chunk);
  }
  if (length > longestRequest) return undefined;
  const body = Buffer.concat(chunks);
  return {
    method: request.method ?? "GET",
    path,
    query: new URLSearchParams(rawQuery),
    rawQuery,
    headers: headersOf(request),
    body,
    json: jsonOf(body),
  };
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const given = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : (value ?? ""),
  ]);
  return Object.fromEntries(given) as Record<string, string>;
}

function jsonOf(body: Buffer): unknown {
  try {
    return body.length === 0 ? undefined : JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Sends an answer: a string as it is, anything else as JSON, undefined as nothing. */
export function send(response: ServerResponse, { status = 200, headers = {}, body }: Answer): void {
  const text = textOf(body);
  response.writeHead(status, {
    ...(text !== undefined && {
      "content-type":
        typeof body === "string" ? "text/plain; charset=utf-8" : "application/json; charset=utf-8",
    }),
    ...Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    "content-length": Buffer.byteLength(text ?? ""),
  });
  response.end(text);
}

const textOf = (body: unknown): string | undefined =>
  body === undefined || typeof body === "string" ? body : JSON.stringify(body);

/** No answer: the connection is reset, or stays open until the client goes. */
export type Silence = "reset" | "timeout";

/**
 * What the client gets to see of a fault. `done` is what the vendor answered, when it did its work
 * first.
 */
export function answerOf(fault: Fault, done: Answer | undefined): Answer | Silence {
  const { kind, status, body, headers = {} } = fault;
  if (kind === "reset" || kind === "timeout") return kind;
  if (kind === "html") {
    return {
      status: status ?? 502,
      headers: { "content-type": "text/html; charset=utf-8", ...headers },
      body: body ?? "<!DOCTYPE html><html><body><h1>Bad Gateway</h1></body></html>",
    };
  }
  if (kind === "truncated") {
    const whole = textOf(body ?? done?.body ?? { result: [{ state: "1" }], count: 1 }) ?? "";
    return {
      // A 204 has no body that could end.
      status: status ?? (done?.status === 204 ? 200 : done?.status) ?? 200,
      headers: { "content-type": "application/json; charset=utf-8", ...headers },
      body: whole.slice(0, Math.max(1, Math.floor(whole.length / 2))),
    };
  }
  const answers = body !== undefined || fault.headers !== undefined;
  return { status: status ?? (answers ? 200 : 503), headers, body };
}

import { request } from "node:http";
import { type HostHandler, type HttpServer, startHttpServer } from "../../local-host/http-server";

/** An answer as it came over the wire. */
export interface WireAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
  text: string;
  /** The body as JSON; undefined when it is none. */
  json: unknown;
}

export interface WireRequest {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
  /** Sent without a Content-Length. */
  isChunked?: boolean;
}

/** One HTTP request, byte for byte: fetch would tidy up paths and headers. */
export function send(url: string, path: string, options: WireRequest = {}): Promise<WireAnswer> {
  const { method = "GET", headers = {}, body, isChunked = false } = options;
  const { hostname, port } = new URL(url);
  const length = isChunked
    ? { "transfer-encoding": "chunked" }
    : { "content-length": Buffer.byteLength(body ?? "") };
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        hostname,
        port,
        path,
        method,
        headers: { ...(body !== undefined && length), ...headers },
        agent: false,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("error", reject);
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("end", () => {
          const bytes = Buffer.concat(chunks);
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: bytes,
            text: bytes.toString(),
            json: jsonOf(bytes.toString()),
          });
        });
      },
    );
    outgoing.on("error", reject);
    if (body === undefined) outgoing.end();
    else if (isChunked) {
      outgoing.write(body);
      outgoing.end();
    } else outgoing.end(body);
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Serves a handler on a free port. */
export async function serve(
  handler: HostHandler,
  log: (level: string, message: string) => void = () => undefined,
): Promise<HttpServer & { url: string }> {
  const server = await startHttpServer(0, handler, log);
  return { ...server, url: `http://127.0.0.1:${server.port}` };
}

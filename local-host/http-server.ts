import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { realClock } from "./clock";
import { errorOf } from "./worker/error-of";
import type { Log } from "./log";

/** One request as the parts of this host see it. */
export interface HostRequest {
  /** In capitals. */
  method: string;
  /** Absolute, with the authority that the caller used. */
  url: URL;
  /** Names in lower case; values of a repeated header joined by ",". */
  headers: Record<string, string>;
  /** Length that the caller announced; undefined when it did not (a chunked body, or none). */
  contentLength: number | undefined;
  /** The whole body. Rejects with a BodyTooLargeError when it is longer than `limit` bytes. */
  body(limit: number): Promise<Buffer>;
}

/** An answer. A body that is not bytes is sent as it is. */
export interface HostAnswer {
  status: number;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array;
}

/** Answers a request, or leaves it to the next one. */
export type HostHandler = (
  request: HostRequest,
) => Promise<HostAnswer | undefined> | HostAnswer | undefined;

/** A body is longer than allowed; answered with 413. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
}

export interface HttpServer {
  port: number;
  /** Takes no new request, gives the running ones `graceMs`, then closes every connection. */
  close(graceMs: number): Promise<void>;
}

/** An HTTP server on 127.0.0.1 that asks one handler; no answer is a 404 without a body. */
export async function startHttpServer(
  port: number,
  handler: HostHandler,
  log: Log,
): Promise<HttpServer> {
  const server = createServer((message, response) => void serve(message, response, handler, log));
  server.on("clientError", (_error, socket) => refuse(socket as Socket));
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(portError(error, port)));
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close(graceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cancel = realClock.setTimer(realClock.now() + graceMs, () =>
        server.closeAllConnections(),
      );
      await closed;
      cancel();
    },
  };
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  handler: HostHandler,
  log: Log,
): Promise<void> {
  try {
    write(message, response, await answerOf(message, handler));
  } catch (thrown) {
    const { stack, message: text } = errorOf(thrown);
    log("error", `Cannot answer ${message.method} ${pathOf(message.url)}: ${stack ?? text}`);
    write(message, response, { status: 500 });
  }
  message.resume();
}

/** Throws before anything is sent when a header cannot be written. */
function write(message: IncomingMessage, response: ServerResponse, answer: HostAnswer): void {
  const { status, headers = {}, body = "" } = answer;
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  // A body that nobody read would otherwise be taken for the connection's next request.
  const connection = message.complete ? {} : { connection: "close" };
  response.writeHead(status, { ...headers, ...connection, ...lengthOf(status, bytes) });
  response.end(bytes.length > 0 && status !== 204 && status !== 304 ? bytes : undefined);
}

async function answerOf(message: IncomingMessage, handler: HostHandler): Promise<HostAnswer> {
  const request = requestOf(message);
  if (!request) return { status: 400 };
  try {
    return (await handler(request)) ?? { status: 404 };
  } catch (error) {
    if (error instanceof BodyTooLargeError) return { status: 413 };
    throw error;
  }
}

const lengthOf = (status: number, bytes: Uint8Array): Record<string, number> =>
  status === 204 || status === 304 ? {} : { "content-length": bytes.length };

function requestOf(message: IncomingMessage): HostRequest | undefined {
  const url = urlOf(message);
  if (!url) return undefined;
  const length = message.headers["content-length"];
  return {
    method: (message.method ?? "GET").toUpperCase(),
    url,
    headers: Object.fromEntries(
      Object.entries(message.headersDistinct).map(([name, values = []]) => [
        name,
        values.join(","),
      ]),
    ),
    contentLength: length === undefined ? undefined : Number(length),
    body: (limit) => read(message, limit),
  };
}

/** A path that begins with "//" names no host: the URL is put together, not resolved. */
function urlOf({ url = "/", headers, socket }: IncomingMessage): URL | undefined {
  const authority = headers.host || `127.0.0.1:${socket.localPort}`;
  const path = url.startsWith("/") ? url : url.replace(/^https?:\/\/[^/?#]*/i, "");
  if (path !== "" && !/^[/?]/.test(path)) return undefined;
  return URL.parse(`http://${authority}${path}`) ?? undefined;
}

async function read(message: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = () => new BodyTooLargeError(`The body is longer than ${limit} bytes`);
  if (Number(message.headers["content-length"] ?? 0) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message.iterator({ destroyOnReturn: false })) {
    length += (chunk as Buffer).length;
    if (length > limit) throw tooLarge();
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** The query may hold a key: only the path is written down. */
const pathOf = (url = "/"): string => url.split("?", 1)[0] ?? "/";

function portError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === "EADDRINUSE") {
    return new Error(`Port ${port} is in use. End what listens there, or choose one with --port`, {
      cause: error,
    });
  }
  if (error.code === "EACCES") {
    return new Error(`Port ${port} may not be used. Choose another one with --port`, {
      cause: error,
    });
  }
  return error;
}

function refuse(socket: Socket): void {
  if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
  else socket.destroy();
}

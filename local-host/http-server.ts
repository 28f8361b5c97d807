import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Readable, type Writable, pipeline } from "node:stream";
import { realClock } from "./clock";
import { errorOf } from "./worker/error-of";
import type { Log } from "./log";
import { BodyTooLargeError, forwardBody, readBody } from "./request-body";

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
  /** Sends the body on as it comes, instead of body(), and rejects as it does. */
  forward(destination: Writable, limit: number): Promise<void>;
  /** Calls back when the connection is gone before the whole answer was sent. */
  onAbandoned(listener: () => void): void;
}

/** An answer. A stream is sent as it comes; one that fails, or that nobody reads on, is destroyed. */
export interface HostAnswer {
  status: number;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array | Readable;
}

/** Answers a request, or leaves it to the next one. */
export type HostHandler = (
  request: HostRequest,
) => Promise<HostAnswer | undefined> | HostAnswer | undefined;

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
    write(message, response, await answerOf(message, response, handler));
  } catch (thrown) {
    const { stack, message: text } = errorOf(thrown);
    log("error", `Cannot answer ${message.method} ${pathOf(message.url)}: ${stack ?? text}`);
    write(message, response, { status: 500 });
  }
}

/** Throws before anything is sent when a header cannot be written. */
function write(message: IncomingMessage, response: ServerResponse, answer: HostAnswer): void {
  const { status, headers = {}, body = "" } = answer;
  // A body that nobody read would otherwise be taken for the connection's next request.
  const connection = message.complete ? {} : { connection: "close" };
  if (body instanceof Readable) {
    response.writeHead(status, { ...headers, ...connection });
    pipeline(body, response, () => message.resume());
    return;
  }
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  response.writeHead(status, { ...headers, ...connection, ...lengthOf(status, bytes) });
  response.end(bytes.length > 0 && status !== 204 && status !== 304 ? bytes : undefined);
  message.resume();
}

async function answerOf(
  message: IncomingMessage,
  response: ServerResponse,
  handler: HostHandler,
): Promise<HostAnswer> {
  const request = requestOf(message, response);
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

function requestOf(message: IncomingMessage, response: ServerResponse): HostRequest | undefined {
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
    body: (limit) => readBody(message, limit),
    forward: (destination, limit) => forwardBody(message, destination, limit),
    onAbandoned(listener) {
      response.once("close", () => {
        if (!response.writableFinished) listener();
      });
    },
  };
}

/** A path that begins with "//" names no host: the URL is put together, not resolved. */
function urlOf({ url = "/", headers, socket }: IncomingMessage): URL | undefined {
  const authority = headers.host || `127.0.0.1:${socket.localPort}`;
  const path = url.startsWith("/") ? url : url.replace(/^https?:\/\/[^/?#]*/i, "");
  if (path !== "" && !/^[/?]/.test(path)) return undefined;
  return URL.parse(`http://${authority}${path}`) ?? undefined;
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

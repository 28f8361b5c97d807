import { randomUUID } from "node:crypto";
import { Agent, type ClientRequest, request as httpRequest } from "node:http";
import type { HostAnswer, HostRequest } from "../http-server";
import { type Log, once } from "../log";
import { BodyTooLargeError } from "../request-body";
import { InvocationError, type InvocationResult, type Worker } from "../worker/worker";
import type { FunctionCall } from "./http-call";
import { httpMetadata, strayParams } from "./http-metadata";
import { answerHeaders, isBodyless, proxiedHeaders } from "./proxy-headers";

export interface StreamOptions {
  worker: Pick<Worker, "invoke">;
  /** Where the library listens for requests. */
  httpUri: string;
  bodyLimit: number;
  /** How long neither side may say anything. 240 seconds by default, as in Azure. */
  idleMs?: number;
  log: Log;
}

/**
 * Calls functions of an app that set enableHttpStream: the request goes to the library over HTTP,
 * beside the invocation that it belongs to, and its answer comes back in pieces.
 *
 * 1. A body with a length is read whole first, as Azure does for the sake of `request.params`; a chunked
 *    one goes through as it comes.
 * 2. A handler that throws, or gives nothing back, never answers the proxy: Azure's caller waits until the
 *    idle limit. Here it gets 500 or 204 at once, and the log says so.
 * 3. What breaks while an answer is being sent ends the connection: the caller sees that it is not whole.
 */
export function createStreamCall({ idleMs = 240_000, ...options }: StreamOptions): FunctionCall {
  const agent = new Agent({ keepAlive: true });
  const warnOnce = once(options.log);
  return async (functionName, request, params) => {
    const body = request.contentLength ? await request.body(options.bodyLimit) : undefined;
    const metadata = httpMetadata(request, params, body);
    if (strayParams(metadata, params).length > 0) warnOnce("warning", strayWarning(functionName));
    const invocationId = randomUUID();
    const { url, method } = request;
    const proxied = httpRequest(options.httpUri, {
      agent,
      method,
      path: url.pathname + url.search, // never resolved: "//host" is a path here
      headers: proxiedHeaders(request, invocationId, body?.length),
    });
    proxied.setTimeout(idleMs, () => proxied.destroy(new IdleError(`nothing for ${idleMs} ms`)));
    request.onAbandoned(() => proxied.destroy(new AbandonedError("the caller is gone")));
    const answered = answerTo(proxied);
    const invoked = options.worker.invoke({
      functionName,
      trigger: { http: {} },
      metadata,
      invocationId,
      ...traceOf(request),
    });
    const sent = sendBody(request, proxied, body, options.bodyLimit);
    return settle(functionName, { proxied, answered, invoked, sent }, options.log);
  };
}

const strayWarning = (name: string): string =>
  `stream-params: request.params of "${name}" holds more than route values, because of enableHttpStream. ` +
  "Read query parameters from request.query and properties of the body from request.json()";

const answersNobody = (name: string, what: string): string =>
  `"${name}" ${what} with enableHttpStream: in Azure the caller waits for 240 seconds, and gets no answer`;

/** Neither side has said anything for too long. */
class IdleError extends Error {}

/** The caller is gone. */
class AbandonedError extends Error {}

const traceOf = ({ headers: { traceparent } }: HostRequest) =>
  traceparent === undefined ? {} : { traceParent: traceparent };

const answerTo = (proxied: ClientRequest): Promise<HostAnswer> =>
  new Promise((resolve, reject) => {
    proxied.once("response", (incoming) => {
      const { statusCode: status = 200 } = incoming;
      resolve({ status, headers: answerHeaders(incoming), body: incoming });
    });
    proxied.on("error", reject);
    proxied.once("close", () => reject(new Error("The connection was closed")));
  });

/** A GET or HEAD is sent without a body: the library drops it. */
async function sendBody(
  request: HostRequest,
  proxied: ClientRequest,
  body: Buffer | undefined,
  limit: number,
): Promise<void> {
  const isChunked = "transfer-encoding" in request.headers;
  if (isBodyless(request.method)) proxied.end();
  else if (isChunked) await request.forward(proxied, limit);
  else proxied.end(body);
}

interface Parts {
  proxied: ClientRequest;
  answered: Promise<HostAnswer>;
  invoked: Promise<InvocationResult>;
  sent: Promise<void>;
}

/** The answer, unless the invocation shows first that there will be none, or the request cannot be sent. */
async function settle(functionName: string, parts: Parts, log: Log): Promise<HostAnswer> {
  const { proxied, answered, invoked, sent } = parts;
  const settled = Promise.race([
    answered,
    sent.then(() => answered),
    invoked.then(({ isEmpty }) => {
      if (!isEmpty) return answered;
      log("warning", `stream-empty: ${answersNobody(functionName, "gave nothing back")}`);
      proxied.destroy();
      return { status: 204 };
    }),
  ]);
  sent.catch((error: Error) => proxied.destroy(error));
  invoked.catch((error: Error) => proxied.destroy(error)); // the worker's log says why
  try {
    return await settled;
  } catch (error) {
    return { status: statusOf(error as Error, functionName, log) };
  }
}

/** Of an answer that never came. */
function statusOf(error: Error, functionName: string, log: Log): number {
  if (error instanceof BodyTooLargeError) return 413;
  if (error instanceof InvocationError) {
    log("warning", `stream-throw: ${answersNobody(functionName, "threw")}`);
    return 500;
  }
  if (error instanceof AbandonedError) return 499;
  log("error", `The app gave no answer to a request for "${functionName}": ${error.message}`);
  return error instanceof IdleError ? 504 : 502;
}

import type { HostAnswer, HostRequest } from "../http-server";
import type { Log } from "../log";
import { InvocationError, type Worker } from "../worker/worker";
import { toRpcRequest } from "./http-request";
import { toAnswer } from "./http-response";
import type { RouteValues } from "./routes";

/** What calling an HTTP function takes. */
export interface CallOptions {
  worker: Pick<Worker, "invoke">;
  /** A body that is longer is answered with 413. */
  bodyLimit: number;
  /** host.json extensions.http.enableChunkedRequestBinding. */
  bindsChunkedBodies: boolean;
  log: Log;
}

/** Calls a function of an app that was found by its route. */
export type FunctionCall = (
  functionName: string,
  request: HostRequest,
  params: RouteValues,
) => Promise<HostAnswer>;

/** Calls a function with a whole request; its result is the answer, an error of its own a 500. */
export async function callFunction(
  functionName: string,
  request: HostRequest,
  params: RouteValues,
  { worker, bodyLimit, bindsChunkedBodies }: CallOptions,
): Promise<HostAnswer> {
  const body = await bodyOf(request, bodyLimit, bindsChunkedBodies);
  const traceParent = request.headers["traceparent"];
  try {
    const { returnValue } = await worker.invoke({
      functionName,
      trigger: toRpcRequest(request, params, body),
      ...(traceParent !== undefined && { traceParent }),
    });
    return toAnswer(returnValue);
  } catch (error) {
    if (!(error instanceof InvocationError)) throw error;
    return { status: 500 }; // the worker's log says why
  }
}

/** Only a body with an announced length is bound, unless host.json says otherwise. */
async function bodyOf(
  request: HostRequest,
  limit: number,
  bindsChunkedBodies: boolean,
): Promise<Uint8Array | undefined> {
  const isChunked = "transfer-encoding" in request.headers;
  if (!request.contentLength && !(isChunked && bindsChunkedBodies)) return undefined;
  const body = await request.body(limit);
  return body.length > 0 ? body : undefined;
}

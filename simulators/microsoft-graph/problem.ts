import { randomUUID } from "node:crypto";
import type { Answer, SimulatedRequest } from "../simulator";

/** An error of Graph, before it is known which request it answers. */
export interface Problem {
  status: number;
  code: string;
  message: string;
  headers?: Record<string, string>;
}

/** An answer with the ids by which Microsoft's support finds a request, in errors within the body as well. */
export function answered(
  request: SimulatedRequest,
  now: number,
  outcome: Answer | Problem,
): Answer {
  const requestId = randomUUID();
  const clientRequestId = request.headers["client-request-id"] ?? requestId;
  const ids = { "request-id": requestId, "client-request-id": clientRequestId };
  if (!isProblem(outcome)) return { ...outcome, headers: { ...ids, ...outcome.headers } };
  const { status, code, message, headers } = outcome;
  const date = new Date(now).toISOString().slice(0, 19);
  return {
    status,
    headers: { ...ids, ...headers },
    body: { error: { code, message, innerError: { date, ...ids } } },
  };
}

export const badRequest = (message: string): Problem => ({
  status: 400,
  code: "BadRequest",
  message,
});

export const itemNotFound: Problem = {
  status: 404,
  code: "ErrorItemNotFound",
  message: "The specified object was not found in the store.",
};

export const throttled = (seconds: number, limit: string): Problem => ({
  status: 429,
  code: "ApplicationThrottled",
  message: `Application is over its ${limit} limit.`,
  headers: { "retry-after": String(seconds) },
});

/** Whether something went wrong: nothing else here has a code. */
export const isProblem = (value: object): value is Problem => "code" in value;

import { randomBytes } from "node:crypto";
import type { Answer } from "../simulator";

/** What ends a request; caught where routes are made. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(readonly answer: Answer) {
    super(`Refused with ${answer.status}`);
  }
}

const summaries: Readonly<Record<string, [number, string]>> = {
  E0000001: [400, "Api validation failed"],
  E0000006: [403, "You do not have permission to perform the requested action"],
  E0000007: [404, "Not found: Resource not found"],
  E0000011: [401, "Invalid token provided"],
  E0000047: [429, "API call exceeded rate limit due to too many requests."],
};

/** Ends a request with an error of https://developer.okta.com/docs/reference/error-codes/. */
export function refuse(errorCode: string, more = "", cause?: string): never {
  const [status, summary] = summaries[errorCode]!;
  throw new Refusal({
    status,
    body: {
      errorCode,
      errorSummary: summary + more,
      errorLink: errorCode,
      errorId: `oae${randomBytes(16).toString("base64url")}`,
      errorCauses: cause === undefined ? [] : [{ errorSummary: cause }],
    },
  });
}

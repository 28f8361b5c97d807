import { randomUUID } from "node:crypto";
import type { Answer } from "../simulator";

/** An error of Defender for Endpoint: https://learn.microsoft.com/defender-endpoint/api/common-errors */
export const problem = (
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Answer => ({ status, headers, body: { error: { code, message, target: randomUUID() } } });

/** Ends a request with an answer; caught where routes are made. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(readonly answer: Answer) {
    super(`Refused with ${answer.status}`);
  }
}

/** Ends a request with an error. */
export function refuse(status: number, code: string, message: string): never {
  throw new Refusal(problem(status, code, message));
}

import type { Answer } from "../simulator";

/** Azure Resource Manager's error envelope. */
export const armError = (
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Answer => ({ status, headers, body: { error: { code, message } } });

/** Ends a request with an answer of Azure Resource Manager; caught in `arm.ts`, nowhere else. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(readonly answer: Answer) {
    super(`Refused with ${answer.status}`);
  }
}

/** Ends a request with an error. */
export function refuse(status: number, code: string, message: string): never {
  throw new Refusal(armError(status, code, message));
}

/** Ends a request whose body breaks a rule of the resource. */
export const badRequest = (message: string): never => refuse(400, "BadRequest", message);

/** Ends a PUT whose etag is not that of the resource as it is now. */
export const newerVersion = (name: string): never =>
  refuse(409, "Conflict", `Newer version of resource '${name}' exists. Data was not saved`);

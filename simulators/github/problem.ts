import type { Answer } from "../simulator";

/** What ends a request; caught where routes are made. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(readonly answer: Answer) {
    super(`Refused with ${answer.status}`);
  }
}

/** Ends a request with an error as GitHub words it. */
export function refuse(
  status: number,
  message: string,
  headers: Record<string, string> = {},
): never {
  const body = {
    message,
    documentation_url: "https://docs.github.com/rest",
    status: String(status),
  };
  throw new Refusal({ status, headers, body });
}

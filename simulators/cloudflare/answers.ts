import type { Answer } from "../simulator";

/** As every answer of the API is wrapped: https://developers.cloudflare.com/fundamentals/api/how-to/make-api-calls/ */
export const success = (result: unknown, more: object = {}): Answer => ({
  body: { result, success: true, errors: [], messages: [], ...more },
});

export const failure = (
  status: number,
  code: number,
  message: string,
  headers: Record<string, string> = {},
): Answer => ({
  status,
  headers,
  body: { result: null, success: false, errors: [{ code, message }], messages: [] },
});

import type { Answer, Handler, SimulatedRequest } from "./simulator";

/** What all three say about everything but the key: status 200 and a word. */
export const status = (query_status: string, more: object = {}): Answer => ({
  body: { query_status, ...more },
});

/** To a request by another method than POST. */
export const postExpected: Handler = () => status("http_post_expected");

/** The form of a request; empty when it was sent as something else. */
export function formOf({ headers, body }: SimulatedRequest): URLSearchParams {
  const type = headers["content-type"] ?? "";
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(type);
  return new URLSearchParams(isForm ? body.toString("utf8") : "");
}

/** An instant as the services write it: "2026-11-20 09:02:05", in UTC. */
export const dateText = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ");

/** The hash that a text is; undefined when it is none of these lengths. */
export function hashIn(text: string | null, ...lengths: number[]): string | undefined {
  const isHash = text !== null && /^[0-9a-f]+$/i.test(text) && lengths.includes(text.length);
  return isHash ? text.toLowerCase() : undefined;
}

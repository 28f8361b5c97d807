import type { Answer } from "../simulator";

/**
 * An error as Slack words it: with status 200, all but a full quota.
 * https://docs.slack.dev/apis/web-api/#responses
 */
export const refuse = (error: string, more: Record<string, unknown> = {}): Answer => ({
  body: { ok: false, error, ...more },
});

/** A full quota: the one refusal with a status of its own. */
export const rateLimited = (seconds: number): Answer => ({
  status: 429,
  headers: { "retry-after": String(seconds) },
  body: { ok: false, error: "ratelimited" },
});

/** An error with sentences about the arguments. */
export const refuseArguments = (error: string, ...messages: string[]): Answer =>
  refuse(error, { response_metadata: { messages: messages.map((text) => `[ERROR] ${text}`) } });

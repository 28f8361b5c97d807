import type { GoogleTokens } from "./google-tokens";
import { type Http, createHttp } from "./http";

/** Reasons that Google gives with a 403 or a 400, and means "later" by: https://developers.google.com/workspace/admin/directory/v1/limits */
const later = new Set([
  "rateLimitExceeded",
  "userRateLimitExceeded",
  "quotaExceeded",
  "RATE_LIMIT_EXCEEDED",
  "resourceNotReady",
]);

/** One of Google's APIs, with what lacks when it says 403. */
export const googleHttp = (
  vendor: string,
  baseUrl: string,
  tokens: GoogleTokens,
  permission: string,
): Http =>
  createHttp({
    vendor,
    baseUrl,
    authorize: tokens.authorize,
    forget: tokens.forget,
    rateLimitSeconds: 60,
    readSeconds: 30,
    advice: { 403: permission },
    kindOf: (status, body) => {
      // What was to be changed was changed by somebody since it was read: nothing was done.
      if (status === 412) return "transient";
      const isLater = reasonsOf(body).some((reason) => later.has(reason));
      return isLater && (status === 403 || status === 400) ? "rate-limited" : undefined;
    },
  });

interface ErrorBody {
  error?: { errors?: { reason?: unknown }[]; details?: { reason?: unknown }[] };
}

/** https://cloud.google.com/apis/design/errors */
function reasonsOf(body: unknown): string[] {
  const { errors, details } = (body as ErrorBody | null | undefined)?.error ?? {};
  return [errors, details]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map((one) => String(one?.reason));
}

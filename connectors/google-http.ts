import type { GoogleTokens } from "./google-tokens";
import { type Http, createHttp } from "./http";

/** Reasons that Google gives with a 403, and means "later" by: https://developers.google.com/workspace/admin/directory/v1/limits */
const later = new Set([
  "rateLimitExceeded",
  "userRateLimitExceeded",
  "quotaExceeded",
  "RATE_LIMIT_EXCEEDED",
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
    advice: { 403: permission },
    kindOf: (status, body) =>
      status === 403 && reasonsOf(body).some((reason) => later.has(reason))
        ? "rate-limited"
        : undefined,
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

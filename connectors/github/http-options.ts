import type { FailureKind } from "../../domain/outcome";

export const vendor = "github";

export const fixedHeaders = {
  Accept: "application/vnd.github+json",
  "X-GitHub-Api-Version": "2022-11-28",
};

/** GitHub says "too many" with 403 as well as 429: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
export const rateLimits = {
  rateLimitSeconds: 60,
  resetHeader: "x-ratelimit-reset",
  kindOf(status: number, body: unknown): FailureKind | undefined {
    const { message } = (body ?? {}) as { message?: unknown };
    const isLimit = typeof message === "string" && /rate limit/i.test(message);
    return status === 403 && isLimit ? "rate-limited" : undefined;
  },
};

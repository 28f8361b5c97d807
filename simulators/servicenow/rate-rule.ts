import type { Answer, World } from "../simulator";
import { refusal } from "./refusals";

/** An hourly rule that an administrator made. Without one there is no limit. */
export interface RateRule {
  /** Requests in an hour. */
  limit: number;
}

interface Count {
  hour: number;
  requests: number;
}

/** What a rule says to one request: headers for its answer, and a refusal when it is too much. */
export interface Ruling {
  headers: Record<string, string>;
  refusal?: Answer;
}

const hour = 3_600_000;
const ruleId = "5a7e11b1700000000000000000000001";

/**
 * Counts requests by the hour:
 * https://www.servicenow.com/docs/r/api-reference/rest-api-explorer/inbound-REST-API-rate-limiting.html.
 */
export function createRateCounter(world: World): (rule: RateRule | undefined) => Ruling {
  const counts = world.table<Count>("rate");

  return (rule) => {
    if (!rule) return { headers: {} };
    const current = Math.floor(world.now() / hour);
    const last = counts.get("count");
    const requests = (last?.hour === current ? last.requests : 0) + 1;
    counts.set("count", { hour: current, requests });

    const reset = (current + 1) * hour;
    const headers = {
      "X-RateLimit-Limit": String(rule.limit),
      "X-RateLimit-Reset": String(reset / 1000),
      "X-RateLimit-Rule": ruleId,
    };
    if (requests <= rule.limit) return { headers };
    const wait = Math.max(1, Math.ceil((reset - world.now()) / 1000));
    return {
      headers,
      refusal: refusal(
        429,
        "Rate limit exceeded",
        `Rate limit of ${rule.limit} requests per hour exceeded`,
        { ...headers, "Retry-After": String(wait) },
      ),
    };
  };
}

import type { Answer } from "../simulator";
import { invalidInput } from "./refusals";

/** One page of a list: `limit`, `offset` and `total`. https://developer.pagerduty.com/docs/pagination */
export function pageOf(name: string, all: readonly unknown[], query: URLSearchParams): Answer {
  const limit = Number(query.get("limit") ?? 25);
  const offset = Number(query.get("offset") ?? 0);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    return invalidInput("Limit must be from 1 to 100");
  }
  if (!Number.isInteger(offset) || offset < 0 || offset + limit > 10_000) {
    return invalidInput("Offset must be a positive integer and limit+offset at most 10000");
  }
  return {
    body: {
      [name]: all.slice(offset, offset + limit),
      limit,
      offset,
      total: query.get("total") === "true" ? all.length : null,
      more: offset + limit < all.length,
    },
  };
}

import type { Answer, World } from "../simulator";
import { refusal } from "./refusals";
import type { Scene } from "./scene";

const windowMs = 2_000;

/** The limits of Jira Cloud: https://developer.atlassian.com/cloud/jira/platform/rate-limiting/ */
export function createLimits(world: World, scene: () => Scene) {
  const writes = world.table<number[]>("writes");

  function refused(reason: string, limit: number, seconds: number): Answer {
    const headers = {
      "retry-after": String(seconds),
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": new Date(world.now() + seconds * 1_000).toISOString(),
      "ratelimit-reason": reason,
    };
    return refusal(429, ["Rate limit exceeded."], {}, headers);
  }

  return {
    /** The refusal of any call; undefined when it may go on. */
    onCall(): Answer | undefined {
      const { rateLimit } = scene();
      return rateLimit ? refused(rateLimit.reason, 100, rateLimit.retryAfterSeconds) : undefined;
    },

    /** The refusal of a write to one issue, which is counted when it may go on. */
    onWrite(issueId: string): Answer | undefined {
      const { writesPerIssue } = scene();
      if (writesPerIssue === undefined || writesPerIssue === null) return undefined;
      const recent = (writes.get(issueId) ?? []).filter((at) => at > world.now() - windowMs);
      if (recent.length >= writesPerIssue) {
        return refused("jira-per-issue-on-write", writesPerIssue, windowMs / 1_000);
      }
      writes.set(issueId, [...recent, world.now()]);
      return undefined;
    },
  };
}

import { notConfigured } from "../connector-error";
import type { Secrets } from "../credentials";
import { type Http, createHttp } from "../http";
import type { Settings } from "../settings";
import { vendor } from "./keys";
import { wordsOf } from "./words";

/** Version 2, whichever one the account would get by default. */
const accept = "application/vnd.pagerduty+json;version=2";

/**
 * The REST API v2, asked by an API key in the name of a user. Throws when no user is named: then only
 * events are sent. https://developer.pagerduty.com/docs/rest-api-overview
 */
export function createRest(
  { url, secretName, from }: Settings["pagerduty"],
  secrets: Secrets,
): Http {
  if (from === undefined) throw notConfigured(vendor, "PAGERDUTY_FROM");
  return createHttp({
    vendor,
    baseUrl: url,
    authorize: async () => ({
      Authorization: `Token token=${await secrets.get(secretName)}`,
      Accept: accept,
      "Content-Type": "application/json", // wanted of questions, too
      From: from,
    }),
    forget: () => secrets.forget(secretName),
    // 960 a minute; `ratelimit-reset` says when, where it is sent.
    rateLimitSeconds: 60,
    advice: {
      400: "see that PAGERDUTY_FROM is a user of the account, and that the policy names its priorities",
      401: `put a valid REST API key into the secret "${secretName}"`,
      402: "set the priorities of tickets.pagerduty in the policy to null, or take a plan that has them",
      403: `give the API key in "${secretName}" the right to write: a read-only key is not enough`,
      404: "see that it is there, and that the API key may see it: PagerDuty says the same of both",
    },
    wordsOf,
  });
}

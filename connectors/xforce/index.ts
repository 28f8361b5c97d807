import type { Observable } from "../../domain/observable";
import type { FailureKind } from "../../domain/outcome";
import type { XForceThresholds } from "../../domain/policy";
import type { Reputation } from "../../domain/reputation";
import { sources } from "../../domain/source";
import { ifNotFound } from "../connector-error";
import type { Secrets } from "../credentials";
import { createHttp } from "../http";
import type { ReputationSource } from "../reputation-source";
import type { Settings } from "../settings";
import { reportRequest, reportUrl } from "./address";
import { authorizationOf } from "./authorization";
import { lookUpsLeft, secondsToNextMonth } from "./month";
import { malwareResponse, ratingResponse, usageResponse } from "./schema";
import { judgeMalware, judgeRating, neverSeen } from "./verdict";

const vendor = "xforce";
const source = sources.xforce.title;

/** IBM X-Force Exchange: its risk scores, and its records of malware. */
export function xforce(
  { url, secretName }: Settings["xforce"],
  thresholds: XForceThresholds,
  secrets: Secrets,
): ReputationSource {
  const http = createHttp({
    vendor,
    baseUrl: url,
    authorize: () => authorizationOf(secretName, secrets),
    forget: () => secrets.forget(secretName),
    rateLimitSeconds: (status) => (status === 402 ? secondsToNextMonth(Date.now()) : 60),
    advice: {
      401: `put a valid apiKey and apiPassword into the secret "${secretName}"`,
      402: "the look-ups of this month are used up, or the account has no subscription",
      403: "give the account a subscription to the API",
      410: "stop asking it in the policy, if the service was withdrawn",
    },
    kindOf,
  });

  async function judged(observable: Observable) {
    const request = { method: "GET", ...reportRequest(observable) } as const;
    if (observable.kind === "hash") {
      return judgeMalware((await http.read(malwareResponse, request)).malware.risk);
    }
    return judgeRating(observable.kind, await http.read(ratingResponse, request), thresholds);
  }

  return {
    /** Its reputation; "unknown" for what X-Force never saw or rated, which is not a failure. */
    async lookUp(observable: Observable): Promise<Reputation> {
      const judgement = await judged(observable).catch(ifNotFound(neverSeen));
      return { source, observable, ...judgement, reportUrl: reportUrl(observable) };
    },

    /** Asks what is left of the month, which costs nothing. */
    async check() {
      const usage = await http.read(usageResponse, {
        method: "GET",
        path: "/all-subscriptions/usage",
      });
      const month = lookUpsLeft(usage, Date.now());
      return month
        ? `key accepted, ${month.left} of ${month.of} look-ups left this month`
        : "key accepted";
    },
  };
}

/** It wants to be paid: there are look-ups again next month. */
const kindOf = (status: number): FailureKind | undefined =>
  status === 402 ? "rate-limited" : undefined;

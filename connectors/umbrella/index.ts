import type { Observable } from "../../domain/observable";
import type { FailureKind } from "../../domain/outcome";
import type { Reputation } from "../../domain/reputation";
import { sources } from "../../domain/source";
import { ifNotFound } from "../connector-error";
import type { Secrets } from "../credentials";
import { createHttp } from "../http";
import type { ReputationSource } from "../reputation-source";
import type { Settings } from "../settings";
import { authorization } from "./authorization";
import { categorizationResponse } from "./schema";
import { judge, neverSeen } from "./verdict";

const vendor = "umbrella";
const source = sources.umbrella.title;

/** Cisco Umbrella Investigate: the status of a domain, and its security categories. */
export function umbrella(settings: Settings["umbrella"], secrets: Secrets): ReputationSource {
  const access = authorization(settings, secrets);
  const http = createHttp({
    vendor,
    baseUrl: settings.url,
    authorize: () => access.authorize(),
    forget: () => access.forget(),
    // It answers 400 to a token that has expired.
    refusals: [400, 401],
    // A second is enough, Cisco says; but the look-ups of the day may be used up, which looks the same.
    rateLimitSeconds: 60,
    advice: {
      401: `put a valid apiKey and apiSecret into the secret "${settings.secretName}"`,
      403: "give the API key the scope Investigate (investigate.investigate:read)",
    },
    kindOf,
  });

  const categorize = async (domain: string) =>
    http.read(categorizationResponse, {
      method: "GET",
      path: `/investigate/v2/domains/categorization/${encodeURIComponent(domain)}`,
      query: { showLabels: "true" },
      label: "/investigate/v2/domains/categorization/{domain}",
    });

  return {
    /** Its reputation; "unknown" for what Cisco has not classified, which is not a failure. */
    async lookUp(observable: Observable): Promise<Reputation> {
      const judgement = await categorize(observable.value).then(judge).catch(ifNotFound(neverSeen));
      return { source, observable, ...judgement, reportUrl: reportUrl(observable.value) };
    },

    /** Asks about Cisco's own domain: a token alone does not show what its key may do. */
    async check() {
      await categorize("cisco.com");
      return "key accepted";
    },
  };
}

/** The page for people. */
const reportUrl = (domain: string): string =>
  `https://investigate.umbrella.com/domain-view/name/${encodeURIComponent(domain)}/view`;

/** An expired token is `{"error": "invalid_request"}`; a domain that cannot be is a message. */
function kindOf(status: number, body: unknown): FailureKind | undefined {
  const error = typeof body === "object" && body && "error" in body ? body.error : "";
  return status === 400 && error === "invalid_request" ? "auth" : undefined;
}

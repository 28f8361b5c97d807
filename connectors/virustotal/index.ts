import type { Observable } from "../../domain/observable";
import type { VirusTotalThresholds } from "../../domain/policy";
import type { FailureKind } from "../../domain/outcome";
import { sources } from "../../domain/source";
import type { Reputation } from "../../domain/reputation";
import { ifNotFound } from "../connector-error";
import type { Secrets } from "../credentials";
import { createHttp } from "../http";
import type { ReputationSource } from "../reputation-source";
import type { Settings } from "../settings";
import { objectRequest, reportUrl } from "./address";
import { objectResponse } from "./schema";
import { judge, neverSeen } from "./verdict";

const vendor = "virustotal";
const source = sources.virustotal.title;

/** The harmless test file that every engine knows. https://www.eicar.org/download-anti-malware-testfile/ */
const eicar: Observable = {
  kind: "hash",
  value: "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f",
};

/** VirusTotal: what its engines say. Only looked up, never submitted: that would publish it. */
export function virustotal(
  { url, secretName }: Settings["virustotal"],
  thresholds: VirusTotalThresholds,
  secrets: Secrets,
): ReputationSource {
  const http = createHttp({
    vendor,
    baseUrl: url,
    authorize: async () => ({ "x-apikey": await secrets.get(secretName) }),
    forget: () => secrets.forget(secretName),
    // Quotas are by minute and by day, and come without Retry-After.
    rateLimitSeconds: 60,
    advice: {
      401: `put a valid API key into the secret "${secretName}"`,
      403: `see what the plan of the key in the secret "${secretName}" allows`,
    },
    kindOf,
  });

  return {
    /** Its reputation; "unknown" for what VirusTotal never saw, which is not a failure. */
    async lookUp(observable: Observable): Promise<Reputation> {
      const found = await http
        .read(objectResponse, { method: "GET", ...objectRequest(observable) })
        .catch(ifNotFound(null));
      if (!found) return { source, observable, ...neverSeen, reportUrl: reportUrl(observable) };

      const { id, attributes } = found.data;
      const seconds = attributes.last_analysis_date;
      return {
        source,
        observable,
        ...judge(attributes.last_analysis_stats, thresholds),
        reportUrl: reportUrl(observable, id),
        ...(seconds === undefined ? {} : { analysedAt: new Date(seconds * 1000).toISOString() }),
      };
    },

    /** Costs one look-up of the quota: VirusTotal counts every question. */
    async check() {
      await http.read(objectResponse, { method: "GET", ...objectRequest(eicar) });
      return "key accepted";
    },
  };
}

/** What it needs for the answer failed (FailedDependencyError). */
const kindOf = (status: number): FailureKind | undefined =>
  status === 424 ? "transient" : undefined;

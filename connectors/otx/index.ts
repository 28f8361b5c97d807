import type { Observable } from "../../domain/observable";
import type { FailureKind } from "../../domain/outcome";
import type { OtxThresholds } from "../../domain/policy";
import type { Reputation } from "../../domain/reputation";
import { sources } from "../../domain/source";
import { ifNotFound } from "../connector-error";
import type { Secrets } from "../credentials";
import { createHttp } from "../http";
import type { ReputationSource } from "../reputation-source";
import type { Settings } from "../settings";
import { generalRequest, reportUrl, slugOf } from "./indicator";
import { generalResponse, userResponse } from "./schema";
import { judge, neverSeen, publicSuffix } from "./verdict";

const vendor = "otx";
const source = sources.otx.title;

/** LevelBlue (AlienVault) Open Threat Exchange: the pulses of its community. */
export function otx(
  { url, secretName }: Settings["otx"],
  thresholds: OtxThresholds,
  secrets: Secrets,
): ReputationSource {
  const advice = `put the API key of an OTX account into the secret "${secretName}"`;
  const http = createHttp({
    vendor,
    baseUrl: url,
    authorize: async () => ({ "X-OTX-API-KEY": await secrets.get(secretName) }),
    forget: () => secrets.forget(secretName),
    refusals: [401, 403],
    // It counts by the hour, and says neither what is left nor when to come back.
    rateLimitSeconds: 300,
    advice: { 401: advice, 403: advice },
    kindOf,
    // What it does not know may take it this long.
    readSeconds: 20,
  });

  return {
    /** Its reputation; "unknown" for what no pulse names, which is not a failure. */
    async lookUp(observable: Observable): Promise<Reputation> {
      const { value } = observable;
      const slug = slugOf(observable);
      if (slug === undefined) {
        const page = reportUrl("domain", value);
        return { source, observable, ...publicSuffix, reportUrl: page };
      }
      const judgement = await http
        .read(generalResponse, { method: "GET", ...generalRequest(slug, value) })
        .then((general) => judge(general, thresholds))
        .catch(ifNotFound(neverSeen));
      return { source, observable, ...judgement, reportUrl: reportUrl(slug, value) };
    },

    /** Asks whose key it is: look-ups are answered without a valid one, too, only fewer. */
    async check() {
      await http.read(userResponse, { method: "GET", path: "/api/v1/users/me" });
      return "key accepted";
    },
  };
}

/** To whom it does not know it says "too many", too. */
function kindOf(status: number, body: unknown): FailureKind | undefined {
  const detail = typeof body === "object" && body && "detail" in body ? body.detail : "";
  return status === 429 && /authenticate/i.test(String(detail)) ? "auth" : undefined;
}

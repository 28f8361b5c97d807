import type { Observable } from "../../domain/observable";
import type { Reputation } from "../../domain/reputation";
import { sources } from "../../domain/source";
import { ConnectorError, ifNotFound } from "../connector-error";
import type { Secrets } from "../credentials";
import { createHttp } from "../http";
import type { ReputationSource } from "../reputation-source";
import type { Settings } from "../settings";
import { communityResponse, fullResponse, pingResponse } from "./schema";
import { judge, neverSeen } from "./verdict";

const vendor = "greynoise";
const source = sources.greynoise.title;

/** GreyNoise, API v3: who scans the whole internet, and whose business service an address is. IPv4 only. */
export function greynoise(
  { url, secretName, plan }: Settings["greynoise"],
  secrets: Secrets,
): ReputationSource {
  const otherPlan = `give the key in the secret "${secretName}" a paid plan, or set GREYNOISE_PLAN to "community"`;
  const http = createHttp({
    vendor,
    baseUrl: url,
    authorize: async () => ({ key: await secrets.get(secretName) }),
    forget: () => secrets.forget(secretName),
    // It counts by the week or the day, and does not say when to come back.
    rateLimitSeconds: 3_600,
    advice: {
      401: `put a valid API key into the secret "${secretName}"`,
      403: otherPlan,
      410: "set GREYNOISE_URL to where API v3 is",
      429: "the look-ups of the plan are used up",
    },
  });
  const [folder, response] =
    plan === "full"
      ? (["/v3/ip", fullResponse] as const)
      : (["/v3/community", communityResponse] as const);

  return {
    /** The reputation of an IPv4 address; "unknown" for one that never scanned, which is not a failure. */
    async lookUp(observable: Observable): Promise<Reputation> {
      const id = encodeURIComponent(observable.value);
      const judgement = await http
        .read(response, { method: "GET", path: `${folder}/${id}`, label: folder })
        .then(judge)
        .catch(ifNotFound(neverSeen));
      const reportUrl = `https://viz.greynoise.io/ip/${id}`;
      return { source, observable, ...judgement, reportUrl };
    },

    /** Asks what the key is good for, which costs no look-up. */
    async check() {
      const { offering, expiration } = await http.read(pingResponse, {
        method: "GET",
        path: "/ping",
      });
      const says = `GET /ping answered that the key in the secret "${secretName}"`;
      if (Date.parse(expiration ?? "") + 86_400_000 < Date.now()) {
        throw new ConnectorError(vendor, "auth", `${says} has expired: put a new one there`);
      }
      if (plan === "full" && offering?.toLowerCase() === "community") {
        throw new ConnectorError(vendor, "auth", `${says} is a community key: ${otherPlan}`);
      }
      return `key accepted${nameOf(offering)}${lastDayOf(expiration)}`;
    },
  };
}

function nameOf(offering: string | null | undefined): string {
  const name = /^[\w-]{1,30}$/.exec(offering ?? "")?.[0];
  return name === undefined ? "" : `, plan "${name}"`;
}

function lastDayOf(expiration: string | null | undefined): string {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(expiration ?? "")?.[0];
  return day === undefined ? "" : `, until ${day}`;
}

import { notConfigured } from "../connector-error";
import type { Secrets } from "../credentials";
import { type Http, createHttp } from "../http";

export const vendor = "elastic";

/** How long Elasticsearch may take for a search; after that it answers with what it has found. */
export const searchSeconds = 15;

export interface ElasticOptions {
  /** Of Elasticsearch: https://my-deployment.es.westeurope.azure.elastic-cloud.com */
  url: string | undefined;
  /** Holds an API key, "encoded" as Elasticsearch gives it: the id and the key in Base64. */
  secretName: string;
  /** What the key must be allowed, as the end of an advice. */
  needs: string;
}

/** Elasticsearch under one API key; throws `notConfigured` where no address is set. */
export function openElasticsearch(options: ElasticOptions, secrets: Secrets): Http {
  const { url, secretName, needs } = options;
  if (url === undefined) throw notConfigured(vendor, "ELASTIC_URL");
  return createHttp({
    vendor,
    baseUrl: url,
    authorize: async () => ({ Authorization: `ApiKey ${(await secrets.get(secretName)).trim()}` }),
    forget: () => secrets.forget(secretName),
    rateLimitSeconds: 10,
    readSeconds: searchSeconds + 5,
    wordsOf,
    advice: {
      401: `put a valid API key, as its "encoded" form, into the secret "${secretName}"`,
      404: "see that the index exists",
      403: `give the API key in the secret "${secretName}" ${needs}`,
    },
  });
}

/** {"error": {"type": "security_exception", "reason": "…"}, "status": 403} */
function wordsOf(body: unknown): string {
  const { error } = (body ?? {}) as { error?: unknown };
  const { type, reason } = (error ?? {}) as { type?: unknown; reason?: unknown };
  return [type, reason].filter((word) => typeof word === "string" && word !== "").join(": ");
}

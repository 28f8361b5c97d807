import { z } from "zod";
import { numeric } from "../numeric";

// IBM publishes no description that can be linked to a field: https://api.xforce.ibmcloud.com/doc/

/** A rated address or URL. URLs come inside `result`, addresses do not. */
const rating = z.object({
  /** 1 to 10; null when nobody rated it. */
  score: numeric.pipe(z.number().min(0).max(10)).nullable(),
  /** Of an address a percentage for each category, of a URL true. */
  cats: z.record(z.string(), z.unknown()).nullish(),
});
export type Rating = z.infer<typeof rating>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** `/ipr/{address}` and `/url/{url}`. */
export const ratingResponse = z.preprocess(
  (body) => (isRecord(body) && isRecord(body["result"]) ? body["result"] : body),
  rating,
);

/** `/malware/{hash}`. */
export const malwareResponse = z.object({
  malware: z.object({
    /** "low", "medium" or "high"; null when it was not rated. */
    risk: z.string().nullish(),
  }),
});

/** `/all-subscriptions/usage`: what the account may ask, and what it asked in each month. */
export const usageResponse = z.array(
  z.object({
    subscriptionType: z.string().nullish(),
    usageData: z
      .object({
        /** Look-ups a month. */
        entitlement: numeric.nullish().catch(null),
        usage: z
          .array(z.object({ /** "2026-11" */ cycle: z.string(), usage: numeric }))
          .nullish()
          .catch(null),
      })
      .nullish(),
  }),
);
export type Usage = z.infer<typeof usageResponse>;

/** What the secret in Key Vault holds: both halves together, so that they rotate together. */
export const credentials = z.object({
  apiKey: z.string().regex(/^[^:]+$/),
  apiPassword: z.string().min(1),
});

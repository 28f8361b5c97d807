import { z } from "zod";

const text = z.string().nullish().catch(null);

/** What GreyNoise says about an address, whichever plan answers. */
export interface Seen {
  /** Whether it was seen scanning the internet; null where the key's plan does not say. */
  isNoise: boolean | null;
  /** "malicious", "suspicious", "benign", "unknown" or empty. */
  classification: string;
  /** Whose business service it is; undefined when it is none that GreyNoise knows. */
  service?: { name: string; /** "1", "2", or empty where the plan does not say. */ trust: string };
  /** Whether nobody can tell if it was this address that scanned, or another in its name. */
  isSpoofable: boolean;
  tags: string[];
  /** "2026-11-22" */
  lastSeen: string;
}

/** `/v3/community/{ip}`. https://docs.greynoise.io/reference/getcommunityip */
export const communityResponse = z
  .object({
    noise: z.boolean(),
    riot: z.boolean(),
    classification: text,
    name: text,
    last_seen: text,
  })
  .transform(({ noise, riot, classification, name, last_seen: lastSeen }): Seen => ({
    isNoise: noise,
    classification: classification ?? "",
    ...(riot ? { service: { name: name ?? "", trust: "" } } : {}),
    isSpoofable: false,
    tags: [],
    lastSeen: lastSeen ?? "",
  }));

// What a key's plan does not include is null.
const found = z.boolean().nullish();

/** `/v3/ip/{ip}`. https://docs.greynoise.io/reference/get_v3-ip-ip */
export const fullResponse = z
  .object({
    internet_scanner_intelligence: z.object({
      found,
      classification: text,
      last_seen: text,
      spoofable: z.boolean().nullish().catch(null),
      tags: z
        .array(z.object({ name: z.string() }))
        .nullish()
        .catch(null),
    }),
    business_service_intelligence: z
      .object({ found, name: text, trust_level: z.coerce.string().nullish() })
      .nullish(),
  })
  .transform(
    ({ internet_scanner_intelligence: scanner, business_service_intelligence: service }): Seen => ({
      isNoise: scanner.found ?? null,
      classification: scanner.classification ?? "",
      ...(service?.found
        ? { service: { name: service.name ?? "", trust: service.trust_level ?? "" } }
        : {}),
      isSpoofable: scanner.spoofable === true,
      tags: scanner.tags?.map(({ name }) => name) ?? [],
      lastSeen: scanner.last_seen ?? "",
    }),
  );

/** `/ping`: whose key it is, and for how long. https://docs.greynoise.io/reference/ping */
export const pingResponse = z.object({
  message: z.literal("pong"),
  /** "community", "enterprise", "vip" … */
  offering: text,
  /** The last day of the plan: "2026-12-31". */
  expiration: text,
});

import { z } from "zod";
import { numericId } from "../abuse-ch";
import { numeric } from "../numeric";

const text = z.string().nullish();

/** A URL that is listed. https://urlhaus.abuse.ch/api/#urlinfo */
export const urlAnswer = z.object({
  id: numericId,
  url_status: z.string(),
  threat: text,
  date_added: text,
  last_online: text,
});

/** A host, and the URLs of it that are listed, of which not all are sent. https://urlhaus.abuse.ch/api/#hostinfo */
export const hostAnswer = z
  .object({
    url_count: numeric.nullish(),
    urls: z.array(z.object({ url_status: z.string().nullish(), date_added: text })).nullish(),
    blacklists: z.object({ spamhaus_dbl: text }).nullish(),
    firstseen: text,
  })
  .refine((answer) => saysOneOf(answer.urls, answer.url_count), { path: ["urls"] })
  .transform(({ urls, ...answer }) => ({ ...answer, urls: urls ?? [] }));

/** A file; one that is not known can be "ok", with null for its hashes. https://urlhaus.abuse.ch/api/#payloadinfo */
export const payloadAnswer = z
  .object({
    md5_hash: text,
    sha256_hash: text,
    signature: text,
    url_count: numeric.nullish(),
    firstseen: text,
    lastseen: text,
  })
  .refine((answer) => saysOneOf(answer.sha256_hash, answer.md5_hash), { path: ["sha256_hash"] });

/** "ok" without anything is a broken answer, and no word about what was asked for; null is one. */
const saysOneOf = (...members: unknown[]): boolean =>
  members.some((member) => member !== undefined);

export type UrlAnswer = z.infer<typeof urlAnswer>;
export type HostAnswer = z.infer<typeof hostAnswer>;
export type PayloadAnswer = z.infer<typeof payloadAnswer>;

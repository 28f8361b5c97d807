import { z } from "zod";

// https://developer.cisco.com/docs/cloud-security/umbrella-api-reference-investigate-overview/

/** Labels, or numbers as texts where labels are not shown. */
const categories = z
  .array(z.union([z.string(), z.number().transform(String)]))
  .nullish()
  .transform((list) => list ?? []);

const categorization = z.object({
  /** -1 malicious, 0 undetermined, 1 safe. */
  status: z.union([z.literal([-1, 0, 1]), z.enum(["-1", "0", "1"]).transform(Number)]),
  security_categories: categories,
});
export type Categorization = z.infer<typeof categorization>;

/** `/domains/categorization/{domain}`: one member, called as the domain is, however it spells that. */
export const categorizationResponse = z
  .record(z.string(), z.unknown())
  .transform((answers) => Object.values(answers))
  .pipe(z.tuple([categorization]))
  .transform(([only]) => only);

/** What the secret in Key Vault holds: both halves together, so that they rotate together. */
export const credentials = z.object({
  apiKey: z.string().regex(/^[^:]+$/),
  apiSecret: z.string().min(1),
});

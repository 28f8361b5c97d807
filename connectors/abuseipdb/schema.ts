import { z } from "zod";
import { count, numeric } from "../numeric";

/** `/check`: what was reported about an address, the part that we read. https://docs.abuseipdb.com/#check-endpoint */
export const checkResponse = z.object({
  data: z.object({
    /** 0 to 100. */
    abuseConfidenceScore: numeric.pipe(z.number().min(0).max(100)),
    totalReports: count,
    /** Different people among those who reported it. */
    numDistinctUsers: count.nullish(),
    /** Whether it is on AbuseIPDB's list of the harmless; null when nobody looked. */
    isWhitelisted: z.boolean().nullish().catch(null),
    lastReportedAt: z.string().nullish().catch(null),
  }),
});
export type Reports = z.infer<typeof checkResponse>["data"];

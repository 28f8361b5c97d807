import { z } from "zod";

const count = z.number().int().min(0);

/**
 * An address, a domain, a URL or a file, the part that we read. One that was never analysed has no
 * stats. https://docs.virustotal.com/reference/ip-object
 */
export const objectResponse = z.object({
  data: z.object({
    id: z.string(),
    attributes: z.object({
      last_analysis_stats: z
        .object({ harmless: count, malicious: count, suspicious: count, undetected: count })
        .optional(),
      last_analysis_date: z.number().int().min(0).max(99_999_999_999).optional(),
    }),
  }),
});
export type AnalysisStats = NonNullable<
  z.infer<typeof objectResponse>["data"]["attributes"]["last_analysis_stats"]
>;

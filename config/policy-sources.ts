import { z } from "zod";
import type { SourceName } from "../domain/source-name";

const whole = (least: number, most: number) => z.int().min(least).max(most);

const common = {
  isAsked: z.boolean().describe("Whether anything is looked up here."),
  keepHours: z.number().min(0).max(720).describe("How long an answer with a verdict is good for."),
  keepUnknownHours: z.number().min(0).max(720).describe('How long "never seen it" is.'),
};

/** Two thresholds of one number: what is malicious is suspicious, too. */
const grades = (least: number, most: number) => ({
  ...common,
  maliciousFrom: z.number().min(least).max(most).describe("From here on it is malicious."),
  suspiciousFrom: z.number().min(least).max(most).describe("From here on it is suspicious."),
});

const areOrdered = (grade: { maliciousFrom: number; suspiciousFrom: number }): boolean =>
  grade.suspiciousFrom <= grade.maliciousFrom;
const order = { error: "suspiciousFrom must not be greater than maliciousFrom" };

const plain = z.strictObject(common);

/** Who is asked for reputations, and what the numbers mean. The keys are those of `domain/source.ts`. */
export const sources = z
  .strictObject({
    virustotal: z
      .strictObject({
        ...grades(1, 200),
        benignFromEngines: whole(1, 200).describe(
          "Engines that must have answered before no hit counts as benign.",
        ),
      })
      .refine(areOrdered, order)
      .describe("VirusTotal, by engines that say malicious (or suspicious)."),
    xforce: z
      .strictObject(grades(1, 10))
      .refine(areOrdered, order)
      .describe("IBM X-Force Exchange, by its risk score from 1 to 10."),
    otx: z
      .strictObject(grades(1, 1_000))
      .refine(areOrdered, order)
      .describe("LevelBlue OTX, by pulses; alone it never condemns."),
    abuseipdb: z
      .strictObject({
        ...grades(1, 100),
        fromReporters: whole(1, 1_000).describe("Different reporters before it is malicious."),
        maxAgeDays: whole(1, 365).describe("Older reports do not count."),
      })
      .refine(areOrdered, order)
      .describe("AbuseIPDB, by its abuse confidence score from 0 to 100."),
    greynoise: plain.describe("GreyNoise, by its own classification."),
    urlhaus: plain.describe("URLhaus: a URL that is online is malicious."),
    threatfox: z
      .strictObject(grades(1, 100))
      .refine(areOrdered, order)
      .describe("ThreatFox, by its confidence from 0 to 100."),
    malwarebazaar: plain.describe("MalwareBazaar holds confirmed malware only."),
    umbrella: plain.describe("Cisco Umbrella Investigate, by Cisco's own status of a domain."),
    "sentinel-indicators": z
      .strictObject(grades(0, 100))
      .refine(areOrdered, order)
      .describe("The workspace's own ThreatIntelIndicators, by confidence from 0 to 100."),
  } satisfies Record<SourceName, z.ZodType>)
  .describe("Who is asked for reputations, and what the numbers mean.");

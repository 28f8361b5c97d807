import { z } from "zod";

const text = z.string().nullish();

/** https://docs.aws.amazon.com/guardduty/latest/APIReference/API_ListDetectors.html */
export const detectorsAnswer = z.object({ detectorIds: z.array(z.string().min(1)) });

/** https://docs.aws.amazon.com/guardduty/latest/APIReference/API_ListFindings.html */
export const idsAnswer = z.object({ findingIds: z.array(z.string().min(1)), nextToken: text });

/** https://docs.aws.amazon.com/guardduty/latest/APIReference/API_GetFindings.html, the part that we read */
export const guardDutyAnswer = z.object({
  findings: z.array(
    z.object({
      id: z.string().min(1),
      arn: z.string().min(1),
      type: z.string(),
      title: text,
      severity: z.number(),
      updatedAt: z.string(),
      service: z
        .object({
          archived: z.boolean().nullish(),
          count: z.number().nullish(),
          userFeedback: text,
          eventLastSeen: text,
        })
        .nullish(),
    }),
  ),
});
export type GuardDutyFinding = z.infer<typeof guardDutyAnswer>["findings"][number];

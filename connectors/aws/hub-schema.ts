import { z } from "zod";

const text = z.string().nullish();

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindings.html, the part that we read */
export const hubAnswer = z.object({
  Findings: z.array(
    z.object({
      Id: z.string().min(1),
      ProductArn: z.string().min(1),
      ProductName: text,
      Title: z.string(),
      UpdatedAt: z.string(),
      LastObservedAt: text,
      Types: z.array(z.string()).nullish(),
      Severity: z.object({ Label: text }).nullish(),
      Workflow: z.object({ Status: text }).nullish(),
      RecordState: text,
      VerificationState: text,
      Note: z.object({ Text: z.string(), UpdatedBy: z.string() }).nullish(),
    }),
  ),
  NextToken: text,
});
export type HubFinding = z.infer<typeof hubAnswer>["Findings"][number];

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateFindings.html */
export const updateAnswer = z.object({
  ProcessedFindings: z.array(z.object({ Id: z.string() })),
  UnprocessedFindings: z.array(z.object({ ErrorCode: z.string(), ErrorMessage: z.string() })),
});

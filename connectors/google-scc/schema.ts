import { z } from "zod";

const text = z.string().nullish();

/** https://cloud.google.com/security-command-center/docs/reference/rest/v2/organizations.sources.findings */
export const findingResponse = z.object({
  name: z.string(),
  canonicalName: text,
  resourceName: text,
  state: text,
  mute: text,
  category: text,
  severity: text,
  findingClass: text,
  eventTime: text,
  securityMarks: z.object({ marks: z.record(z.string(), z.string()).nullish() }).nullish(),
  access: z.object({ principalEmail: text }).nullish(),
  indicator: z.object({ ipAddresses: z.array(z.string()).nullish() }).nullish(),
});
export type Finding = z.infer<typeof findingResponse>;

/** https://cloud.google.com/security-command-center/docs/reference/rest/v2/SecurityMarks */
export const marksResponse = z.object({ marks: z.record(z.string(), z.string()) });
export type Marks = Record<string, string>;

/** Google leaves out what is empty: no findings are an answer of no members, which one of others is not. */
export const findingsResponse = z
  .looseObject({
    listFindingsResults: z.array(z.object({ finding: findingResponse })).optional(),
    nextPageToken: text,
    totalSize: z.number().nullish(),
  })
  .refine(
    (answer) =>
      Object.keys(answer).length === 0 ||
      answer.listFindingsResults !== undefined ||
      typeof answer.totalSize === "number",
  )
  .transform(({ listFindingsResults = [], nextPageToken }) => ({
    findings: listFindingsResults.map(({ finding }) => finding),
    nextPageToken: nextPageToken ?? "",
  }));

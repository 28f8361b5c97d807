import { z } from "zod";

const text = z.string().nullish();

/** An alert, the part that we read: https://learn.microsoft.com/rest/api/defenderforcloud-composite/alerts/list */
export const alertResponse = z.object({
  id: z.string(),
  properties: z.object({
    systemAlertId: text,
    alertDisplayName: text,
    compromisedEntity: text,
    intent: text,
    severity: text,
    status: text,
    endTimeUtc: text,
    remediationSteps: z.array(z.string()).nullish(),
    resourceIdentifiers: z.array(z.object({ type: text, azureResourceId: text })).nullish(),
  }),
});
export type CloudAlert = z.infer<typeof alertResponse>;

export const alertsResponse = z.object({ value: z.array(alertResponse), nextLink: text });

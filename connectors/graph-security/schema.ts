import { z } from "zod";

const text = z.string().nullish();

/**
 * An incident of the Defender portal, the part that we read. Its words are open: new ones come.
 * https://learn.microsoft.com/graph/api/resources/security-incident
 */
export const incidentResponse = z.object({
  id: z.string().min(1),
  status: z.string().min(1),
  redirectIncidentId: text,
  comments: z.array(z.object({ comment: text })).nullish(),
});
export type DefenderIncident = z.infer<typeof incidentResponse>;

export const incidentsResponse = z.object({ value: z.array(z.object({ id: z.string().min(1) })) });

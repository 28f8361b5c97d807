import { z } from "zod";

/** What the Events API says when it took an event. https://developer.pagerduty.com/docs/send-an-alert-event */
export const eventResponse = z.object({ status: z.literal("success") });

const summarized = z.object({ summary: z.string().nullish() }).nullish();

/** An incident, the part that we read. https://developer.pagerduty.com/api-reference/9d0b4b12e36f9-list-incidents */
const incident = z.object({
  id: z.string().min(1),
  incident_number: z.number(),
  // More may come, the vendor says.
  status: z.string(),
  urgency: z.string().nullish(),
  html_url: z.string(),
  /** One that alerts opened has none. */
  incident_key: z.string().nullish(),
  alert_counts: z.object({ all: z.number().nullish() }).nullish(),
  created_at: z.string(),
  updated_at: z.string().nullish(),
  last_status_change_at: z.string().nullish(),
  assignments: z.array(z.object({ assignee: summarized })).nullish(),
});
export type PagerDutyIncident = z.infer<typeof incident>;

export const incidentResponse = z.object({ incident });

export const incidentsResponse = z.object({ incidents: z.array(incident) });

export const noteResponse = z.object({ note: z.object({ id: z.string() }) });

export const notesResponse = z.object({
  notes: z.array(z.object({ content: z.string().nullish() })),
});

export const abilitiesResponse = z.object({ abilities: z.array(z.string()) });

export const serviceResponse = z.object({
  service: z.object({ name: z.string(), status: z.string().nullish() }),
});

export const usersResponse = z.object({
  users: z.array(z.object({ email: z.string().nullish() })),
});

export const prioritiesResponse = z.object({ priorities: z.array(z.object({ id: z.string() })) });

import { z } from "zod";
import { CLASSIFICATIONS, INCIDENT_STATUSES, SEVERITIES } from "../../domain/incident";

const text = z.string().nullish();

/**
 * An incident, the part that we read or have to send back, since a PUT replaces:
 * https://learn.microsoft.com/rest/api/securityinsights/incidents/get
 */
export const incidentResponse = z.object({
  etag: z.string().optional(),
  properties: z.object({
    title: z.string(),
    description: text,
    severity: z.enum(SEVERITIES),
    status: z.enum(INCIDENT_STATUSES),
    classification: z.enum(CLASSIFICATIONS).nullish(),
    classificationReason: text,
    classificationComment: text,
    owner: z
      .object({
        objectId: text,
        email: text,
        assignedTo: text,
        userPrincipalName: text,
        ownerType: text,
      })
      .nullish(),
    labels: z.array(z.object({ labelName: z.string() })).nullish(),
    firstActivityTimeUtc: text,
    lastActivityTimeUtc: text,
    createdTimeUtc: z.string(),
    lastModifiedTimeUtc: z.string(),
    incidentNumber: z.number().int(),
    incidentUrl: text,
    providerName: text,
    providerIncidentId: text,
    additionalData: z
      .object({ alertsCount: z.number().int().nullish(), providerIncidentUrl: text })
      .nullish(),
  }),
});
export type IncidentResponse = z.infer<typeof incidentResponse>;

/** https://learn.microsoft.com/rest/api/securityinsights/incidents/list-entities */
export const entitiesResponse = z.object({ entities: z.array(z.unknown()) });

/** https://learn.microsoft.com/rest/api/securityinsights/incident-comments/get */
export const commentResponse = z.object({ properties: z.object({ message: z.string() }) });

/** https://learn.microsoft.com/rest/api/securityinsights/incident-tasks/get */
export const taskResponse = z.object({ properties: z.object({ status: z.string() }) });

/** https://learn.microsoft.com/rest/api/securityinsights/entity-relations/list */
export const relationsResponse = z.object({
  value: z.array(
    z.object({
      properties: z.object({ relatedResourceId: z.string(), relatedResourceType: text }),
    }),
  ),
});

/** https://learn.microsoft.com/rest/api/securityinsights/incidents/list */
export const incidentsResponse = z.object({ value: z.array(z.unknown()) });

/**
 * Where an address is, as far as Microsoft knows; the autonomous system's number is a text:
 * https://learn.microsoft.com/rest/api/securityinsights/ip-geodata/list-geodata-by-ip
 */
export const geodataResponse = z.object({
  ipAddr: z.string(),
  city: text,
  state: text,
  country: text,
  asn: z.union([z.string(), z.number()]).nullish(),
  organization: text,
  organizationType: text,
  carrier: text,
  ipRoutingType: text,
});
export type GeodataResponse = z.infer<typeof geodataResponse>;

/** https://learn.microsoft.com/rest/api/securityinsights/incidents/list-alerts */
export const alertsResponse = z.object({
  value: z.array(
    z.object({
      name: z.string(),
      properties: z.object({
        systemAlertId: text,
        providerAlertId: text,
        alertDisplayName: text,
        productName: text,
        resourceIdentifiers: z.array(z.object({ type: text, azureResourceId: text })).nullish(),
        additionalData: z.record(z.string(), z.unknown()).nullish(),
      }),
    }),
  ),
});

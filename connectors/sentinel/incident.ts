import type { Incident, IncidentRef } from "../../domain/incident";
import type { IncidentResponse } from "./schema";

/** What Sentinel says of an incident, in our words. */
export function incidentOf(ref: IncidentRef, { properties }: IncidentResponse): Incident {
  const { owner, classification, additionalData } = properties;
  // In a workspace that joined the Defender portal, the Azure portal's address leads nowhere.
  const url = additionalData?.providerIncidentUrl || properties.incidentUrl;
  const defenderId = defenderIdOf(properties);
  return {
    ref,
    title: properties.title,
    description: properties.description ?? "",
    severity: properties.severity,
    status: properties.status,
    number: properties.incidentNumber,
    labels: (properties.labels ?? []).map(({ labelName }) => labelName),
    created: properties.createdTimeUtc,
    lastModified: properties.lastModifiedTimeUtc,
    providerName: properties.providerName ?? "",
    alertCount: additionalData?.alertsCount ?? 0,
    ...(defenderId !== undefined && { defenderId }),
    ...(owner?.objectId ? { ownerObjectId: owner.objectId } : {}),
    ...(classification ? { classification } : {}),
    ...(url ? { url } : {}),
  };
}

/** In a workspace that joined the Defender portal, the provider's id is the portal's: a number of its own. */
const defenderIdOf = ({
  providerName,
  providerIncidentId,
}: IncidentResponse["properties"]): string | undefined =>
  providerName === "Microsoft XDR" && /^\d{1,19}$/.test(providerIncidentId ?? "")
    ? (providerIncidentId ?? undefined)
    : undefined;

import type { IncidentChange, IncidentDraft } from "../../domain/incident";
import type { IncidentResponse } from "./schema";

type Properties = IncidentResponse["properties"];

/**
 * The body of the PUT that makes a change, undefined when it is made already. A PUT replaces: what
 * stays is sent back. People win: an incident that someone closed is neither opened nor classified
 * again, and one that someone took keeps its owner.
 */
export function bodyOf(current: IncidentResponse, change: IncidentChange): object | undefined {
  const { properties, etag } = current;
  const changed = {
    ...statusOf(properties, change),
    ...ownerOf(properties, change),
    ...labelsOf(properties, change),
  };
  if (Object.keys(changed).length === 0) return undefined;
  return { etag, properties: { ...keptOf(properties), ...changed } };
}

/** The body of the PUT that makes an incident: https://learn.microsoft.com/rest/api/securityinsights/incidents/create-or-update */
export const bodyOfDraft = (draft: IncidentDraft): object => ({
  properties: {
    title: draft.title,
    description: draft.description,
    severity: draft.severity,
    status: "New",
    labels: draft.labels.map((labelName) => ({ labelName })),
    ...(draft.firstActivity !== undefined && { firstActivityTimeUtc: draft.firstActivity }),
    ...(draft.lastActivity !== undefined && { lastActivityTimeUtc: draft.lastActivity }),
  },
});

function statusOf({ status, additionalData }: Properties, change: IncidentChange): object {
  if (status === "Closed") return {};
  if (change.close) {
    const { classification, reason, comment, alertCount = Infinity } = change.close;
    if ((additionalData?.alertsCount ?? 0) > alertCount) return {};
    return {
      status: "Closed",
      classification,
      ...(reason ? { classificationReason: reason } : {}),
      classificationComment: comment,
    };
  }
  return change.status === undefined || change.status === status ? {} : { status: change.status };
}

function ownerOf({ owner }: Properties, { ownerObjectId }: IncidentChange): object {
  if (ownerObjectId === undefined || owner?.objectId || owner?.assignedTo) return {};
  return { owner: { objectId: ownerObjectId } };
}

function labelsOf({ labels }: Properties, { addLabels = [] }: IncidentChange): object {
  const present = (labels ?? []).map(({ labelName }) => labelName);
  // Sentinel's labels are equal in any case.
  const known = new Set(present.map((label) => label.toLowerCase()));
  const added = [...new Set(addLabels)].filter((label) => !known.has(label.toLowerCase()));
  if (added.length === 0) return {};
  return { labels: [...present, ...added].map((labelName) => ({ labelName })) };
}

/** The members that a PUT may set, as they are now. The rest is read-only. */
function keptOf(properties: Properties): object {
  const { title, severity, status, owner, labels } = properties;
  const known = owner ? present(owner) : {};
  const kept = {
    title,
    description: properties.description,
    severity,
    status,
    classification: properties.classification,
    classificationReason: properties.classificationReason,
    classificationComment: properties.classificationComment,
    owner: Object.keys(known).length > 0 ? known : undefined,
    labels: labels?.map(({ labelName }) => ({ labelName })),
    firstActivityTimeUtc: properties.firstActivityTimeUtc,
    lastActivityTimeUtc: properties.lastActivityTimeUtc,
  };
  return present(kept);
}

/** Without members that are unknown: Sentinel answers null for them and refuses it. */
const present = (members: object): object =>
  Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== null && value !== undefined),
  );

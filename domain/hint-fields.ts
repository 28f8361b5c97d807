import { cleanLine, cleanText } from "./clean-text";
import { INCIDENT_STATUSES, type IncidentHint, SEVERITIES } from "./incident";
import { type Members, countIn, listIn, membersOf, objectIn, textIn } from "./members";
import { portalUrl } from "./portal-url";
import { withoutUndefined } from "./without-undefined";

const maxLabels = 20;
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

type Fields = Omit<IncidentHint, "trigger" | "entities" | "entitiesLeftOut">;

/** What the `properties` of an incident say, each within its bound; nothing that they do not. */
export function incidentFields(properties: Members): Fields {
  const more = objectIn(properties, "additionalData");
  return withoutUndefined({
    ...wordsOf(textIn(properties, "title"), properties),
    status: oneOf(INCIDENT_STATUSES, textIn(properties, "status")),
    number: countIn(properties, "incidentNumber"),
    labels: labelsOf(properties),
    lastModified: timeOf(textIn(properties, "lastModifiedTimeUtc")),
    url:
      portalUrl(textIn(more, "providerIncidentUrl")) ??
      portalUrl(textIn(properties, "incidentUrl")),
    alertCount: countIn(more, "alertsCount"),
  });
}

/** What an alert says of the incident that will hold it: its words, and no more. */
export function alertFields(alert: Members): Fields {
  return withoutUndefined(wordsOf(textIn(alert, "alertDisplayName"), alert));
}

function wordsOf(title: string | undefined, members: Members) {
  return {
    title: title && (cleanLine(title, 300) || undefined),
    description: cleanText(textIn(members, "description") ?? "", 1_000) || undefined,
    severity: oneOf(SEVERITIES, textIn(members, "severity")),
  };
}

function labelsOf(properties: Members): string[] | undefined {
  if (!properties.has("labels")) return undefined;
  return listIn(properties, "labels")
    .slice(0, maxLabels)
    .map((label) => cleanLine(textIn(membersOf(label), "labelName") ?? "", 100))
    .filter((name) => name !== "");
}

function oneOf<T extends string>(values: readonly T[], text: string | undefined): T | undefined {
  return values.find((value) => value.toLowerCase() === text?.trim().toLowerCase());
}

function timeOf(text: string | undefined): string | undefined {
  const isTime = text !== undefined && isoTime.test(text) && !Number.isNaN(Date.parse(text));
  return isTime ? text : undefined;
}

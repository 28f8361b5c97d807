import { cleanText, cut } from "../clean-text";
import { defang } from "../defang";
import type { Entity } from "../entity";
import type { Incident } from "../incident";
import { nameOfIncident, tagOfIncident } from "../incident-name";
import { portalUrl } from "../portal-url";
import type { TicketDraft } from "../ticket";
import { counted } from "../words";
import { fit } from "./fit";
import type { Report } from "./report";
import { gapText, notContained, stepText, stepsByState } from "./sections";
import { shown } from "./shown";

/** What a ServiceNow short description and description hold. */
const maxTitle = 160;
const maxText = 4_000;
const maxItems = 100;

/** The ticket that is opened for an incident: plain text, indicators defanged. */
export function ticketDraft(incident: Incident, key: string, entities: Entity[]): TicketDraft {
  const head = [
    `${capital(nameOfIncident(incident))}, severity ${incident.severity}.`,
    portalUrl(incident.url) ?? "",
    inert(cut(defang(cleanText(incident.description, 1_000)), 1_000)),
    entities.length === 0 ? "The incident has no entities yet." : "",
  ];
  const named = `It names ${counted(entities.length, "entity", "entities")}:`;
  return {
    key,
    title: cut(`[${tagOfIncident(incident)}] ${inert(shown(incident.title, 200))}`, maxTitle),
    description: plainText(head, [{ title: named, texts: entities.map(entityText) }]),
    severity: incident.severity,
  };
}

/** What a ticket is told when its incident was answered: plain text, indicators defanged. */
export function resolutionNotes(report: Report): string {
  const { assessment, incident } = report;
  const steps = stepsByState(report);
  const head = [
    `Automated response to ${nameOfIncident(incident)}: ${assessment.verdict}.`,
    gapText(report) ?? "",
    `Run ${shown(report.runId, 200)}`,
  ];
  return plainText(head, [
    { title: "Read this first:", texts: report.notes },
    { title: "Why this verdict:", texts: assessment.reasons },
    { title: "Did not happen:", texts: steps.failed.map(stepText) },
    { title: "May have happened, please check:", texts: steps.maybe.map(stepText) },
    { title: "Done:", texts: steps.done.map(stepText) },
    { title: "Waits:", texts: steps.waits.map(stepText) },
    { title: "Not contained:", texts: notContained(report) },
  ]);
}

interface TextList {
  title: string;
  texts: string[];
}

/** Paragraphs, then lists that are shortened until everything fits. */
function plainText(head: string[], lists: TextList[]): string {
  const top = head.filter((part) => part !== "");
  const filled = lists.filter(({ texts }) => texts.length > 0);
  const lines = filled.map(({ texts }) => texts.slice(0, maxItems).map(lineOf));
  const frame = [...top, ...filled.map(({ title }) => `${title}\n- and 99999 more`)].join("\n\n");
  const fitted = fit(lines, ({ length }) => length + 1, maxText - frame.length);
  const parts = filled.map(({ title, texts }, index) => {
    const { shown: kept = [] } = fitted[index] ?? {};
    const more = texts.length - kept.length;
    return [title, ...kept, ...(more > 0 ? [`- and ${more} more`] : [])].join("\n");
  });
  return [...top, ...parts].join("\n\n");
}

const lineOf = (text: string): string => `- ${inert(shown(text, 200))}`;

function entityText(entity: Entity): string {
  switch (entity.kind) {
    case "Ip":
      return `Address: ${entity.address}`;
    case "Url":
      return `URL: ${entity.url}`;
    case "DnsResolution":
      return `Domain: ${entity.domainName}`;
    case "FileHash":
      return `${entity.algorithm}: ${entity.value}`;
    case "Other":
      return `${entity.type}: ${entity.label}`;
    case "AzureResource":
      return `Azure resource: ${entity.resourceId}`;
    case "CloudResource":
      return `${entity.platform} resource: ${entity.id}`;
    case "Account":
    case "Host":
      break;
  }
  return `${entity.kind}: ${entity.label}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** ServiceNow shows what stands between [code] and [/code] as HTML. */
const inert = (text: string): string => text.replace(/\[\s*(\/?)\s*code\s*\]/gi, "($1code)");

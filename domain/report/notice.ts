import { cleanLine } from "../clean-text";
import { containmentKinds } from "../containment-kind";
import { httpsUrl } from "../https-url";
import type { Incident } from "../incident";
import { nameOfIncident, numberOfIncident } from "../incident-name";
import type { Notice, NoticeFact, NoticeLink, NoticeSection } from "../notice";
import { portalUrl } from "../portal-url";
import type { Report } from "./report";
import { gapText, refusedText, stepText, stepsByState } from "./sections";

/**
 * What people are told of a run, for every service that tells them. Its texts are the report's own,
 * hostile ones included; sections without an item are left out.
 */
export function noticeOf(report: Report): Notice {
  const { runId, incident, assessment } = report;
  return {
    ref: runId,
    title: incident.title,
    severity: incident.severity,
    summary: `${incident.severity}: ${cleanLine(incident.title, 200)} (${called(incident)}, ${assessment.verdict})`,
    facts: factsOf(report),
    sections: sectionsOf(report).filter(({ items }) => items.length > 0),
    links: linksOf(report),
    buttons: [{ action: "acknowledge", title: "Acknowledge", value: cleanLine(runId, 200) }],
  };
}

/** What people are told of an incident before anything is known of it: to wake somebody up. */
export function noticeOfIncident(incident: Incident, runId: string): Notice {
  const url = portalUrl(incident.url);
  return {
    ref: runId,
    title: incident.title,
    severity: incident.severity,
    summary: `${incident.severity}: ${cleanLine(incident.title, 200)} (${called(incident)})`,
    facts: [
      { title: "Incident", value: numberOfIncident(incident) },
      { title: "Severity", value: incident.severity },
      { title: "Ref", value: runId, isReference: true },
    ],
    sections: [],
    links: url === undefined ? [] : [{ title: "Open incident", url }],
    buttons: [],
  };
}

const called = (incident: Incident): string =>
  incident.isOutsideSentinel ? nameOfIncident(incident) : `incident ${incident.number}`;

function factsOf(report: Report): NoticeFact[] {
  const { incident, assessment, ticket } = report;
  const gaps = gapText(report);
  return [
    { title: "Incident", value: numberOfIncident(incident) },
    { title: "Severity", value: incident.severity },
    { title: "Verdict", value: assessment.verdict },
    ...(gaps === undefined ? [] : [{ title: "No answer", value: gaps }]),
    ...(ticket ? [{ title: "Ticket", value: ticket.number, isReference: true as const }] : []),
    { title: "Ref", value: report.runId, isReference: true },
  ];
}

function sectionsOf(report: Report): NoticeSection[] {
  const { failed, maybe, done } = stepsByState(report);
  const { items, refused } = report.plan;
  return [
    { title: "Read this first", items: report.notes },
    { title: "Why this verdict", items: report.assessment.reasons },
    { title: "Did not happen", items: failed.map(stepText) },
    { title: "May have happened, please check", items: maybe.map(stepText) },
    { title: "Done", items: done.map(stepText) },
    { title: "Will be done", items: items.filter(isFree).map(plannedText) },
    { title: "Asked for", items: items.filter((item) => !isFree(item)).map(plannedText) },
    { title: "Not contained", items: refused.map(refusedText) },
  ];
}

const isFree = ({ quorum }: Report["plan"]["items"][number]): boolean => quorum === 0;

const plannedText = ({ kind, target, reason }: Report["plan"]["items"][number]): string =>
  `${containmentKinds[kind].verb} ${target.label}: ${reason}`;

function linksOf({ incident, ticket }: Report): NoticeLink[] {
  const incidentUrl = portalUrl(incident.url);
  const ticketUrl = httpsUrl(ticket?.url);
  return [
    ...(incidentUrl === undefined ? [] : [{ title: "Open incident", url: incidentUrl }]),
    ...(ticketUrl === undefined ? [] : [{ title: "Open ticket", url: ticketUrl }]),
  ];
}

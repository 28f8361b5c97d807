import { portalUrl } from "../portal-url";
import { cardReference, cardText } from "./card-text";
import { fit } from "./fit";
import type { Report } from "./report";
import { gapText, stepText, stepsByState } from "./sections";

/** Teams refuses a message above 28 KB with what it adds itself; 20 KB of JSON is safe. */
const maxBytes = 19_500;
const maxItems = 12;
const encoder = new TextEncoder();

interface TextBlock {
  type: "TextBlock";
  text: string;
  wrap: true;
  [style: string]: unknown;
}

/**
 * What a channel sees of a run: an Adaptive Card 1.5 as plain data, at most 20 KB of JSON. No text
 * of the incident becomes a link, a mention or mark-up in it.
 * https://adaptivecards.io/explorer/AdaptiveCard.html
 */
export function renderCard(report: Report): unknown {
  const lists = sectionsOf(report).filter(({ texts }) => texts.length > 0);
  const items = lists.map(({ texts }) => texts.slice(0, maxItems).map(item));
  const without = cardOf(
    report,
    lists.flatMap(({ title }) => [subtitle(title), moreItem(99_999)]),
  );
  const fitted = fit(items, (block) => bytesOf(block) + 1, maxBytes - bytesOf(without));
  return cardOf(
    report,
    lists.flatMap(({ title, texts }, index) => {
      const { shown = [] } = fitted[index] ?? {};
      const more = texts.length - shown.length;
      return [subtitle(title), ...shown, ...(more > 0 ? [moreItem(more)] : [])];
    }),
  );
}

function cardOf(report: Report, lists: TextBlock[]) {
  const { incident, assessment } = report;
  const title = `${incident.severity}: ${cardText(incident.title, 200)}`;
  const url = portalUrl(incident.url);
  return {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.5",
    fallbackText: `${title} (${assessment.verdict})`,
    msteams: { width: "Full" },
    body: [
      { type: "TextBlock", text: title, wrap: true, size: "Large", weight: "Bolder" },
      { type: "FactSet", facts: factsOf(report) },
      ...lists,
    ],
    ...(url !== undefined && {
      actions: [{ type: "Action.OpenUrl", title: "Open incident", url }],
    }),
  };
}

function factsOf(report: Report): { title: string; value: string }[] {
  const { incident, assessment, ticket } = report;
  const gaps = gapText(report);
  return [
    { title: "Incident", value: String(incident.number) },
    { title: "Severity", value: incident.severity },
    { title: "Verdict", value: assessment.verdict },
    ...(gaps === undefined ? [] : [{ title: "No answer", value: gaps }]),
    ...(ticket ? [{ title: "Ticket", value: cardReference(ticket.number, 60) }] : []),
    { title: "Ref", value: cardReference(report.runId, 120) },
  ];
}

function sectionsOf(report: Report): { title: string; texts: string[] }[] {
  const steps = stepsByState(report);
  return [
    { title: "Read this first", texts: report.notes },
    { title: "Why this verdict", texts: report.assessment.reasons },
    { title: "Did not happen", texts: steps.failed.map(stepText) },
    { title: "May have happened, please check", texts: steps.maybe.map(stepText) },
    { title: "Done", texts: steps.done.map(stepText) },
    {
      title: "Will be blocked",
      texts: report.plan.blocks.map(({ observable, reason }) => `${observable.value}: ${reason}`),
    },
    {
      title: "Not blocked",
      texts: report.plan.refused.map(({ observable, reason }) => `${observable.value}: ${reason}`),
    },
  ];
}

const item = (text: string): TextBlock => ({
  type: "TextBlock",
  text: `• ${cardText(text, 280)}`,
  wrap: true,
  spacing: "Small",
});

const moreItem = (count: number): TextBlock => ({
  type: "TextBlock",
  text: `and ${count} more`,
  wrap: true,
  spacing: "Small",
  isSubtle: true,
});

const subtitle = (text: string): TextBlock => ({
  type: "TextBlock",
  text,
  wrap: true,
  weight: "Bolder",
  spacing: "Medium",
});

const bytesOf = (value: unknown): number => encoder.encode(JSON.stringify(value)).length;

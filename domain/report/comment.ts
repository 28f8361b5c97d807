import { escapeHtml } from "../html";
import { commentSections, type Section } from "./comment-sections";
import { fit } from "./fit";
import type { Report } from "./report";
import { gapText } from "./sections";
import { shownHtml } from "./shown";

/** Sentinel refuses a comment of more than 30,000 characters. */
const maxLength = 29_000;
/** No list is read further than this. */
const maxItems = 200;

/**
 * The one comment that a run writes into the incident, in the HTML that Sentinel shows: what was
 * found, what was done, what waits. All that comes from outside is text in it. Lists are shortened
 * at their items, so that it stays below 30,000 characters and well-formed.
 */
export function renderComment(report: Report): string {
  const sections = commentSections(report).filter(({ items }) => items.length > 0);
  const frame = [heading(report), ...sections.map((section) => sectionHtml(section, [], 99_999))];
  const foot = `<p>Run ${shownHtml(report.runId, 200)}${anchorOf(report)}</p>`;
  const fixed = frame.join("").length + foot.length;
  const lists = sections.map(({ items }) => items.slice(0, maxItems));
  const fitted = fit(lists, ({ length }) => length, maxLength - fixed);
  const body = sections.map((section, index) => {
    const { shown = [] } = fitted[index] ?? {};
    return sectionHtml(section, shown, section.items.length - shown.length);
  });
  return [heading(report), ...body, foot].join("");
}

/** By this the record of what was decided can be told from another one: see docs/record.md. */
const anchorOf = ({ decisionHash }: Report): string =>
  decisionHash === undefined ? "" : `, decision ${escapeHtml(decisionHash.slice(0, 64))}`;

function heading(report: Report): string {
  const { assessment, incident } = report;
  const gaps = gapText(report);
  return [
    `<h3>Automated response: ${assessment.verdict}</h3>`,
    `<p><b>${incident.severity}</b> incident ${incident.number}: ${shownHtml(incident.title, 300)}</p>`,
    gaps === undefined ? "" : `<p><b>${escapeHtml(gaps)}</b></p>`,
  ].join("");
}

function sectionHtml(section: Section, items: string[], more: number): string {
  const rest = more > 0 ? `and ${more} more` : undefined;
  const title = `<p><b>${escapeHtml(section.title)}</b></p>`;
  if (section.columns === undefined) {
    const last = rest === undefined ? "" : `<li>${rest}</li>`;
    return `${title}<ul>${items.join("")}${last}</ul>`;
  }
  const head = section.columns.map((name) => `<th>${escapeHtml(name)}</th>`).join("");
  const after = rest === undefined ? "" : `<p>${rest}</p>`;
  return `${title}<table><tr>${head}</tr>${items.join("")}</table>${after}`;
}

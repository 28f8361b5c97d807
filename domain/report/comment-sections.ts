import type { ObservableAssessment } from "../assessment";
import { cleanLine } from "../clean-text";
import type { ContextFinding } from "../context";
import type { PlannedContainment } from "../containment";
import { containmentKinds } from "../containment-kind";
import { escapeHtml } from "../html";
import type { LeftOut, Observable } from "../observable";
import type { Ticket } from "../ticket";
import { counted } from "../words";
import { contextText, findingsByEntity, titleOf } from "./context-text";
import type { Report, StepReport } from "./report";
import { fit } from "./fit";
import { isDeclined, notContained, stepText, stepsByState } from "./sections";
import { shownHtml } from "./shown";

/** In characters of HTML. */
const maxOfEntity = 6_000;

/** A titled list, or a table when it has columns. Each item is one whole HTML element. */
export interface Section {
  title: string;
  columns?: string[];
  items: string[];
}

/** Everything a comment says, in the order in which an analyst needs it. */
export function commentSections(report: Report): Section[] {
  const { assessment, plan } = report;
  const steps = stepsByState(report);
  return [
    list("Read this first", report.notes),
    list("Waits for people or providers", steps.waits.map(stepText)),
    list("Why this verdict", assessment.reasons),
    list("Did not happen", steps.failed.map(stepText)),
    list("May have happened, please check", steps.maybe.map(stepText)),
    { title: "Done", items: steps.done.map((step) => doneItem(step, report.ticket)) },
    list("Planned", plan.items.filter(isOnlyPlanned(report.steps)).map(itemText)),
    list("Not contained", notContained(report)),
    list(
      "Sources that gave no answer",
      assessment.gaps.map(
        ({ question, failure }) => `${question} (${failure.kind}): ${failure.message}`,
      ),
    ),
    {
      title: "What the sources say",
      columns: ["Observable", "Source", "Verdict", "Evidence"],
      items: assessment.observables.flatMap(rowsOf),
    },
    {
      title: "What our own logs and systems say",
      items: findingsByEntity(report.context).map(contextItem),
    },
    { title: "Not looked up", items: report.leftOut.map(leftOutItem) },
    list("Skipped", steps.skipped.filter((step) => !isDeclined(step)).map(stepText)),
  ];
}

function list(title: string, texts: string[]): Section {
  return { title, items: texts.map((text) => `<li>${shownHtml(text, 300)}</li>`) };
}

/** A step that was done; the one that tells of the ticket leads to it. */
function doneItem(step: StepReport, ticket: Ticket | null): string {
  const text = stepText(step);
  const at = ticket ? text.indexOf(ticket.number) : -1;
  if (!ticket || at < 0) return `<li>${shownHtml(text, 300)}</li>`;
  const [before, after] = [text.slice(0, at), text.slice(at + ticket.number.length)];
  return `<li>${shownHtml(before, 150)} ${linkTo(ticket.url, ticket.number)} ${shownHtml(after, 150)}</li>`;
}

const leftOutItem = ({ value, reason }: LeftOut): string =>
  `<li>${shownHtml(value, 600)}: ${shownHtml(reason, 200)}</li>`;

/** Whether no step tells yet what became of it. */
const isOnlyPlanned =
  (steps: StepReport[]) =>
  ({ id }: PlannedContainment): boolean =>
    !steps.some(({ about }) => about === id);

function itemText({ kind, target, reason, lifetimeHours }: PlannedContainment): string {
  return `${containmentKinds[kind].verb} ${cleanLine(target.label, 120)} for ${counted(lifetimeHours, "hour")}: ${reason}`;
}

/** All that is said of one entity; what says nothing is named in one line at the end. */
function contextItem(findings: ContextFinding[]): string {
  const [{ label, about } = { label: "", about: "" }] = findings;
  // An account is no indicator: its name stays as it is, so that it can be copied.
  const isName = about.startsWith("account:") && !label.includes("/");
  const subject = isName ? escapeHtml(cleanLine(label, 120)) : shownHtml(label, 120);
  const quiet = findings.filter(({ state }) => state === "none").map(({ source }) => source);
  const texts = findings.filter(({ state }) => state !== "none").map(contextText);
  if (quiet.length > 0)
    texts.push(`Nothing found in: ${[...new Set(quiet.map(titleOf))].join(", ")}`);
  const lines = texts.map((text) => `<br>${shownHtml(text, 700)}`);
  // One entity shall not take the place of all others.
  const kept = fit([lines], ({ length }) => length, maxOfEntity)[0]!.shown;
  const more = lines.length - kept.length;
  const rest = more > 0 ? `<br>and ${counted(more, "more source")}` : "";
  return `<li><b>${subject}</b>${kept.join("")}${rest}</li>`;
}

function rowsOf({ observable, reputations }: ObservableAssessment): string[] {
  const subject = subjectText(observable);
  if (reputations.length === 0) return [row([subject, "", "<b>no answer</b>", ""])];
  // Named once: what stands below an empty cell is said of the same.
  return reputations.map(({ reportUrl, source, verdict, evidence }, index) =>
    row([
      index === 0 ? subject : "",
      linkTo(reportUrl, source),
      `<b>${verdict}</b>`,
      shownHtml(evidence, 200),
    ]),
  );
}

/** A hash is as wide as the table: its ends are enough where the reasons name it whole. */
const subjectText = ({ kind, value }: Observable): string =>
  kind === "hash" ? `${value.slice(0, 12)}…${value.slice(-8)}` : shownHtml(value, 160);

const row = (cells: string[]): string =>
  `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;

/** A link to an https page; only its text when the address is anything else. */
function linkTo(address: string, text: string): string {
  const shownText = shownHtml(text, 60);
  const url = URL.parse(address);
  const href = escapeHtml(url?.href ?? "");
  const isSafe = url?.protocol === "https:" && url.username === "" && href.length <= 400;
  return isSafe ? `<a href="${href}">${shownText}</a>` : shownText;
}

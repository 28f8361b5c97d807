import type { OrchestrationContext } from "durable-functions";
import type { Incident, IncidentChange } from "../domain/incident";
import type { Policy } from "../domain/policy";
import { isAtLeast } from "../domain/severity";
import { isRehearsed, laterStep, notInSentinel, sentStep, stepReport } from "../domain/step-report";
import { noticeOfIncident } from "../domain/report/notice";
import type { StepReport } from "../domain/report/report";
import { portalUrl } from "../domain/portal-url";
import type { Outcome } from "../domain/outcome";
import { type Ticket, ticketRefOf } from "../domain/ticket";
import { ticketDraft } from "../domain/report/ticket-text";
import { type Flow, ask, askAll } from "../durable/flow";
import {
  type OpenCase,
  type ResponseInput,
  type SettledIncident,
  activities,
  enter,
  patienceOf,
  stepOf,
} from "./response";

/** Takes the incident in Sentinel, opens its ticket and pages somebody, at once where it can; then links them. */
export function* openCase(
  context: OrchestrationContext,
  { policy }: ResponseInput,
  { incident, entities }: SettledIncident,
): Flow<OpenCase> {
  enter(context, "opening");
  const { takeIncident, openTicket, triggerPage } = activities(context);
  const { ref } = incident;
  const take = {
    step: stepOf(context, ref, "take"),
    ref,
    change: takingOf(incident.ownerObjectId, policy),
  };
  const draft = ticketDraft(incident, `sentinel:${ref.name.toLowerCase()}`, entities);
  const ticket = { step: stepOf(context, ref, "ticket"), system: policy.open.ticketSystem, draft };
  const page = {
    step: stepOf(context, ref, "page"),
    key: draft.key,
    notice: noticeOfIncident(incident, context.df.instanceId),
  };
  const { pageFromSeverity } = policy.notify;
  const wantsPage = pageFromSeverity !== null && isAtLeast(incident.severity, pageFromSeverity);
  const wantsTicket = isAtLeast(incident.severity, policy.open.ticketFromSeverity);

  const paging = wantsPage ? [() => triggerPage(page)] : [];
  // PagerDuty's ticket may page by itself, which the page finds only once that is open.
  const pagesAfter = wantsTicket && ticket.system === "pagerduty" ? paging : [];
  const {
    taken,
    tickets,
    pages: pagesNow,
  } = yield* askAll(
    context,
    {
      taken: incident.isOutsideSentinel ? [] : [() => takeIncident(take)],
      tickets: wantsTicket ? [() => openTicket(ticket)] : [],
      pages: pagesAfter.length > 0 ? [] : paging,
    },
    patienceOf(policy),
  );
  const pages = [...pagesNow];
  for (const question of pagesAfter) {
    pages.push(yield* ask(context, question, patienceOf(policy)));
  }

  const [opened] = tickets;
  return {
    incident: taken[0]?.ok ? { ...incident, ...takenOver(taken[0].value) } : incident,
    ticket: opened?.ok ? opened.value : null,
    pageKey: pages.some(({ ok }) => ok) ? page.key : null,
    steps: [
      ...(incident.isOutsideSentinel ? [notInSentinel("Incident in Sentinel")] : []),
      ...taken.map((outcome) =>
        stepReport(
          "Incident in Sentinel",
          outcome,
          ({ status }) => `${status}, tagged ${policy.open.tag}`,
        ),
      ),
      ...tickets.map((outcome) =>
        stepReport(
          "Ticket",
          outcome,
          ({ number, isNew }) => `${number} ${isNew ? "opened" : "found"}`,
        ),
      ),
      ...(wantsTicket ? [] : [noTicket(policy)]),
      ...pages.map((outcome) => sentStep("Page", outcome)),
      ...(yield* linkCase(context, policy, incident, opened)),
    ],
  };
}

/** Links the incident to its ticket, where people can follow it. */
function* linkCase(
  context: OrchestrationContext,
  policy: Policy,
  { ref, url: incidentUrl }: Incident,
  opened: Outcome<Ticket> | undefined,
): Flow<StepReport[]> {
  const url = portalUrl(incidentUrl);
  if (isRehearsed(opened) && url !== undefined)
    return [laterStep("Link in the ticket", "the ticket")];
  if (!opened?.ok || url === undefined) return [];
  const { linkTicket } = activities(context);
  const link = {
    step: stepOf(context, ref, "ticket link"),
    ticket: ticketRefOf(opened.value),
    link: { key: `${opened.value.key}:incident`, title: "Incident in Microsoft Sentinel", url },
  };
  const linked = yield* ask(context, () => linkTicket(link), patienceOf(policy));
  // The ticket is there either way, and names the incident; only what went wrong is worth a line.
  return linked.ok ? [] : [stepReport("Link in the ticket", linked, () => "written")];
}

/** An owner that somebody chose stays. */
const takingOf = (owner: string | undefined, { open }: Policy): IncidentChange => ({
  status: "Active",
  addLabels: [open.tag],
  ...(open.ownerObjectId && !owner && { ownerObjectId: open.ownerObjectId }),
});

/** What taking it changed. Its owner too: whoever follows the case shall not take ours for somebody's. */
const takenOver = ({
  status,
  labels,
  ownerObjectId,
}: Pick<Incident, "status" | "labels" | "ownerObjectId">) => ({
  status,
  labels,
  ...(ownerObjectId !== undefined && { ownerObjectId }),
});

const noTicket = ({ open }: Policy) => ({
  what: "Ticket",
  state: "skipped" as const,
  detail: `policy opens one from severity ${open.ticketFromSeverity} on`,
});

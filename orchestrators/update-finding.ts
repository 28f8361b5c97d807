import type { OrchestrationContext } from "durable-functions";
import type { IncidentHint } from "../domain/incident";
import { incidentOfHint } from "../domain/incident-of-hint";
import type { Policy } from "../domain/policy";
import { remarkHtml } from "../domain/report/remark";
import { ticketDraft } from "../domain/report/ticket-text";
import { isAtLeast } from "../domain/severity";
import { ticketRefOf } from "../domain/ticket";
import { type Flow, ask } from "../durable/flow";
import { activities, patienceOf, stepOf } from "./response";

export interface UpdateInput {
  /** The incident of the finding as it is now. */
  hint: IncidentHint;
  policy: Policy;
  /** A title, and lines: how it goes on. */
  title: string;
  lines: string[];
  /** Of the one comment that tells it: each time it is replaced. */
  commentId: string;
}

export interface UpdateResult {
  comment: "written" | "none" | "failed";
  note: "written" | "none" | "failed";
}

/**
 * A finding that has its incident goes on: the incident and its ticket are told, and no second one is
 * opened. Whoever looks at them decides; the first response stands.
 */
export function* updateFinding(
  context: OrchestrationContext,
  { hint, policy, title, lines, commentId }: UpdateInput,
): Flow<UpdateResult> {
  const { incident: ref, sweep } = hint;
  if (!ref || !sweep) return { comment: "none", note: "none" };
  const { addComment, openTicket, noteTicket } = activities(context);
  const patience = patienceOf(policy);
  const name = `finding revision ${sweep.finding.revision}`;
  let comment: UpdateResult["comment"] = "none";
  if (sweep.isInSentinel) {
    const html = { text: remarkHtml(title, lines) };
    const step = stepOf(context, ref, `${name} comment`);
    const input = { step, ref, inPlaceOf: commentId, html };
    const written = yield* ask(context, () => addComment(input), patience);
    comment = written.ok ? "written" : "failed";
  }
  const incident = incidentOfHint(hint, ref);
  if (!isAtLeast(incident.severity, policy.open.ticketFromSeverity))
    return { comment, note: "none" };
  // The first response has opened it, or does so at this moment: both find the same one.
  const key = `sentinel:${ref.name.toLowerCase()}`;
  const opening = {
    step: stepOf(context, ref, "ticket"),
    system: policy.open.ticketSystem,
    draft: ticketDraft(incident, key, hint.entities),
  };
  const ticket = yield* ask(context, () => openTicket(opening), patience);
  if (!ticket.ok) return { comment, note: "failed" };
  const note = {
    step: stepOf(context, ref, `${name} note`),
    ticket: ticketRefOf(ticket.value),
    text: [title, ...lines.map((line) => `- ${line}`)].join("\n"),
  };
  const noted = yield* ask(context, () => noteTicket(note), patience);
  return { comment, note: noted.ok ? "written" : "failed" };
}

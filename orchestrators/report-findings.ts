import type { OrchestrationContext } from "durable-functions";
import type { Closing } from "../domain/policy";
import type { StepReport } from "../domain/report/report";
import { ticketRefOf } from "../domain/ticket";
import { outcomeText } from "../domain/report/sections";
import type { SlackMessageRef } from "../domain/slack-message-ref";
import { laterStep, stepReport } from "../domain/step-report";
import { type Flow, askAll } from "../durable/flow";
import {
  type Response,
  type ResponseInput,
  activities,
  enter,
  isWhatIf,
  patienceOf,
  reportOf,
  stepOf,
} from "./response";

/** Writes what the run found and did: a comment in Sentinel, a note in the ticket, the thread. */
export function* reportFindings(
  context: OrchestrationContext,
  { policy }: ResponseInput,
  response: Response,
  closing: Closing | null,
  thread: SlackMessageRef | null,
): Flow<StepReport[]> {
  enter(context, "reporting");
  const { addComment, noteTicket, replyInSlack } = activities(context);
  const { ref } = response.incident;
  const notes = closing
    ? [...response.notes, `Policy closes the case as ${closing.classification}`]
    : response.notes;
  const report = reportOf(context, { ...response, notes });
  const comment = { step: stepOf(context, ref, "comment"), ref, report };
  const { ticket } = response;
  const step = stepOf(context, ref, "ticket note");

  const reply = {
    step: stepOf(context, ref, "slack thread"),
    text: outcomeText(response.steps),
  };

  const { comments, ticketNotes, replies } = yield* askAll(
    context,
    {
      comments: [() => addComment(comment)],
      ticketNotes:
        ticket && !closing ? [() => noteTicket({ step, ticket: ticketRefOf(ticket), report })] : [],
      replies: thread ? [() => replyInSlack({ ...reply, thread })] : [],
    },
    patienceOf(policy),
  );

  return [
    ...comments.map((outcome) => stepReport("Comment in Sentinel", outcome, () => "written")),
    ...ticketNotes.map((outcome) => stepReport("Note in the ticket", outcome, () => "written")),
    ...replies.map((outcome) => stepReport("Reply in Slack", outcome, () => "written")),
    ...(isWhatIf(context) ? laterSteps(response.steps, closing) : []),
  ];
}

/** What would be written into a ticket and below a message that a what-if run does not make. */
function laterSteps(steps: StepReport[], closing: Closing | null): StepReport[] {
  const isAnnounced = (name: string): boolean =>
    steps.some(({ what, state }) => what === name && state === "would");
  return [
    ...(isAnnounced("Ticket") && !closing ? [laterStep("Note in the ticket", "the ticket")] : []),
    ...(isAnnounced("Slack message") ? [laterStep("Reply in Slack", "the message")] : []),
  ];
}

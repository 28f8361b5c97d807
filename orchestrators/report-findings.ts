import type { OrchestrationContext } from "durable-functions";
import type { Closing } from "../domain/policy";
import type { StepReport } from "../domain/report/report";
import { ticketRefOf } from "../domain/ticket";
import { stepReport } from "../domain/step-report";
import { type Flow, askAll } from "../durable/flow";
import {
  type Response,
  type ResponseInput,
  activities,
  enter,
  patienceOf,
  reportOf,
  stepOf,
} from "./response";

/** Writes what the run found and did: one comment in Sentinel, one note in the ticket. */
export function* reportFindings(
  context: OrchestrationContext,
  { policy }: ResponseInput,
  response: Response,
  closing: Closing | null,
): Flow<StepReport[]> {
  enter(context, "reporting");
  const { addComment, noteTicket } = activities(context);
  const { ref } = response.incident;
  const notes = closing
    ? [...response.notes, `Policy closes the case as ${closing.classification}`]
    : response.notes;
  const report = reportOf(context, { ...response, notes });
  const comment = { step: stepOf(context, ref, "comment"), ref, report };
  const { ticket } = response;
  const step = stepOf(context, ref, "ticket note");

  const { comments, ticketNotes } = yield* askAll(
    context,
    {
      comments: [() => addComment(comment)],
      ticketNotes:
        ticket && !closing ? [() => noteTicket({ step, ticket: ticketRefOf(ticket), report })] : [],
    },
    patienceOf(policy),
  );

  return [
    ...comments.map((outcome) => stepReport("Comment in Sentinel", outcome, () => "written")),
    ...ticketNotes.map((outcome) => stepReport("Note in the ticket", outcome, () => "written")),
  ];
}

import type { OrchestrationContext } from "durable-functions";
import type { Closing } from "../domain/policy";
import { cut } from "../domain/clean-text";
import { renderComment } from "../domain/report/comment";
import { outcomeEvent } from "../domain/report/outcome-event";
import type { StepReport } from "../domain/report/report";
import { resolutionNotes } from "../domain/report/ticket-text";
import { ticketRefOf } from "../domain/ticket";
import { outcomeText } from "../domain/report/sections";
import type { SlackMessageRef } from "../domain/slack-message-ref";
import { laterStep, notInSentinel, stepReport, writtenStep } from "../domain/step-report";
import { type Flow, askAll } from "../durable/flow";
import { keepText } from "./keep-text";
import { tellingsOf, titleOf } from "./outcome-tellings";
import { noteFindings } from "./note-findings";
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

/** Where a run's findings are written, and how far it is. */
export interface Telling {
  /** As the policy closes the case; null leaves it open. */
  closing: Closing | null;
  /** In Slack, below the first message; null when there is none. */
  thread: SlackMessageRef | null;
  /** What the thread is told: what happened since it was told last. */
  news: StepReport[];
  /** Set when the run reports for the second time: its comment so far, which is replaced. */
  again?: { commentId: string | undefined };
}

/** In characters; Slack is sent no more of a reply. */
const longestReply = 1_000;

export interface Told {
  steps: StepReport[];
  /** Undefined when Sentinel took no comment. */
  commentId: string | undefined;
}

/**
 * Writes what the run found and did: a comment in Sentinel, a note in the ticket, the thread. A second
 * time, after people have decided, the comment is replaced: an incident has one comment a run.
 */
export function* reportFindings(
  context: OrchestrationContext,
  { policy }: ResponseInput,
  response: Response,
  { closing, thread, news, again }: Telling,
): Flow<Told> {
  enter(context, "reporting");
  const { addComment, noteTicket, replyInSlack, writeOutcome } = activities(context);
  const { ref } = response.incident;
  const notes = closing
    ? [...response.notes, `Policy closes the case as ${closing.classification}`]
    : response.notes;
  const report = reportOf(context, { ...response, notes });
  // Steps of their own, whatever became of the first ones: a step that was done is not done again.
  const when = again ? " after the decision" : "";
  const commentId = again?.commentId;
  const patience = patienceOf(policy);
  const isOutside = response.incident.isOutsideSentinel === true;
  const html = yield* keepText(context, `comment${when}`, renderComment(report), patience);
  const comment = {
    step: stepOf(context, ref, `comment${when}`),
    ref,
    ...(commentId !== undefined && { inPlaceOf: commentId }),
  };
  const { ticket } = response;
  const step = stepOf(context, ref, `ticket note${when}`);
  const reply = {
    step: stepOf(context, ref, `slack thread${when}`),
    text: cut(outcomeText(news), longestReply),
  };
  const text = resolutionNotes(report);
  const event = outcomeEvent(report, context.df.currentUtcDateTime.toISOString(), again ? 2 : 1);
  const { tellings, untold } = yield* tellingsOf(context, policy, ref, event);
  const told = tellings.map((telling) => ({
    ...telling,
    step: stepOf(context, ref, `${telling.sink} event ${context.df.instanceId}${when}`),
  }));

  const { comments, ticketNotes, replies, events } = yield* askAll(
    context,
    {
      comments: html.ok && !isOutside ? [() => addComment({ ...comment, html: html.value })] : [],
      ticketNotes:
        ticket && !closing ? [() => noteTicket({ step, ticket: ticketRefOf(ticket), text })] : [],
      replies: thread && reply.text !== "" ? [() => replyInSlack({ ...reply, thread })] : [],
      events: told.map((telling) => () => writeOutcome(telling)),
    },
    patience,
  );
  const noted = yield* noteFindings(context, policy, response, { closing, when });
  const all = html.ok ? comments : [html];

  const [written] = comments;
  return {
    commentId: written?.ok ? written.value.commentId : commentId,
    steps: [
      ...(isOutside ? [notInSentinel("Comment in Sentinel")] : []),
      ...all.map((outcome) => stepReport("Comment in Sentinel", outcome, () => "written")),
      ...ticketNotes.map((outcome) => stepReport("Note in the ticket", outcome, () => "written")),
      ...replies.map((outcome) => stepReport("Reply in Slack", outcome, () => "written")),
      ...events.map((outcome, at) => writtenStep(titleOf(tellings[at]!.sink), outcome)),
      ...untold,
      ...noted,
      ...(isWhatIf(context) ? laterSteps(response.steps, closing) : []),
    ],
  };
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

import type { OrchestrationContext } from "durable-functions";
import { boundedNotice } from "../domain/notice/bounded";
import type { Channel } from "../domain/policy";
import { noticeOf } from "../domain/report/notice";
import type { StepReport } from "../domain/report/report";
import { isAtLeast } from "../domain/severity";
import type { SlackMessageRef } from "../domain/slack-message-ref";
import { sentStep, stepReport } from "../domain/step-report";
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

/** What the team was told, and where its thread is. */
export interface Told {
  steps: StepReport[];
  /** The message in Slack, below which the run goes on telling; null when there is none. */
  thread: SlackMessageRef | null;
}

/** Tells the team, in every channel of the policy, what was found and what will be done about it. */
export function* notifyTeam(
  context: OrchestrationContext,
  { policy }: ResponseInput,
  response: Response,
): Flow<Told> {
  enter(context, "notifying");
  const { incident } = response;
  const { channels, fromSeverity, mailTo: to } = policy.notify;
  if (!isAtLeast(incident.severity, fromSeverity)) {
    const detail = `policy notifies from severity ${fromSeverity} on`;
    return { steps: [{ what: "Message to the team", state: "skipped", detail }], thread: null };
  }

  const { postTeamsCard, postSlackMessage, sendMail } = activities(context);
  const notice = boundedNotice(noticeOf(reportOf(context, response)));
  const message = (name: string) => ({ step: stepOf(context, incident.ref, name), notice });
  const through = <T>(channel: Channel, question: T): T[] =>
    channels.includes(channel) ? [question] : [];

  const { teams, slack, mails } = yield* askAll(
    context,
    {
      teams: through("teams", () => postTeamsCard(message("teams"))),
      slack: through("slack", () => postSlackMessage(message("slack"))),
      mails: through("mail", () => sendMail({ ...message("mail"), to })),
    },
    patienceOf(policy),
  );

  const [posted] = slack;
  return {
    steps: [
      ...teams.map((outcome) => sentStep("Teams message", outcome)),
      ...mails.map((outcome) => sentStep("Mail", outcome)),
      ...slack.map((outcome) => stepReport("Slack message", outcome, () => "sent")),
    ],
    thread: posted?.ok ? posted.value : null,
  };
}

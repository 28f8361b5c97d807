import type { OrchestrationContext } from "durable-functions";
import type { Approval } from "../domain/approval";
import type { Notice } from "../domain/notice";
import { approvalNotice } from "../domain/notice/approval-notice";
import { boundedNotice } from "../domain/notice/bounded";
import type { Outcome } from "../domain/outcome";
import type { Channel, Policy } from "../domain/policy";
import { readableTime } from "../domain/readable-time";
import type { SlackMessageRef } from "../domain/slack-message-ref";
import { sentStep } from "../domain/step-report";
import { decisionText } from "../domain/vote";
import { type Flow, askAll } from "../durable/flow";
import { activities, patienceOf, stepOf } from "./response";

/** By which rules people are asked, and the page that decides. */
export interface Asking {
  policy: Pick<Policy, "agree" | "notify" | "lookUps">;
  url: string | undefined;
}

/** Where people were asked, and who could not be. */
export interface Told {
  approval: Approval;
  /** The message in Slack with the buttons; null when there is none. */
  message: SlackMessageRef | null;
  /** Key of the page; null until somebody was paged. */
  paged: string | null;
  notTold: string[];
}

/** Asks in every channel of the policy, whatever the severity: without an answer nothing happens. */
export function* tellApprovers(
  context: OrchestrationContext,
  asking: Asking,
  approval: Approval,
): Flow<Told> {
  const told: Told = { approval, message: null, paged: null, notTold: [] };
  if (approval.state !== "open") return told;
  const notice = boundedNotice(approvalNotice(approval, asking.url));
  yield* sendNotice(context, asking, told, { name: "asked", notice, channels: ["teams", "mail"] });
  const { postSlackMessage } = activities(context);
  const step = stepOf(context, approval.ref, `${approval.id}/asked/slack`);
  const { posted } = yield* askAll(
    context,
    { posted: through(asking, "slack", () => postSlackMessage({ step, notice })) },
    patienceOf(asking.policy),
  );
  for (const outcome of posted) {
    if (outcome.ok) told.message = outcome.value;
    else told.notTold.push(`Slack message about the approval: ${outcome.failure.message}`);
  }
  return told;
}

/** Says again that people wait: in the thread of the message, and by another card. */
export function* remind(
  context: OrchestrationContext,
  asking: Asking,
  told: Told,
  approval: Approval,
): Flow<void> {
  const minutes = Math.round(
    (context.df.currentUtcDateTime.getTime() - Date.parse(approval.openedAt)) / 60_000,
  );
  const name = `reminded-${minutes}`;
  const text = `Still waiting: ${decisionText(approval)} Nothing is done if nobody decides until ${readableTime(approval.expiresAt)}.`;
  const notice = boundedNotice(approvalNotice(approval, asking.url, "Still waiting for approval"));
  yield* sendNotice(context, asking, told, { name, notice, channels: ["teams"] });
  yield* reply(context, asking, told, name, text);
}

/** Wakes somebody up, once. */
export function* page(
  context: OrchestrationContext,
  asking: Asking,
  told: Told,
  approval: Approval,
): Flow<void> {
  const { triggerPage } = activities(context);
  const key = `approval:${approval.id}`;
  const step = stepOf(context, approval.ref, `${approval.id}/paged`);
  const notice = boundedNotice(approvalNotice(approval, asking.url, "Approval is overdue"));
  const { pages } = yield* askAll(
    context,
    { pages: [() => triggerPage({ step, key, notice })] },
    patienceOf(asking.policy),
  );
  told.paged = key;
  told.notTold.push(...problems("Page about the approval", pages));
}

/** Ends what was asked, in every channel: nobody shall decide what is decided. */
export function* closeAsked(
  context: OrchestrationContext,
  asking: Asking,
  told: Told,
  final: Approval,
): Flow<void> {
  const { updateSlackMessage, resolvePage } = activities(context);
  const { message, paged } = told;
  const step = (name: string) => stepOf(context, final.ref, `${final.id}/closed/${name}`);
  const notice = boundedNotice(approvalNotice(final, asking.url));
  const done = `Approval ${final.state}: ${decisionText(final)}`;
  const update = { step: step("slack"), notice, done };
  yield* sendNotice(context, asking, told, { name: "closed", notice, channels: ["teams", "mail"] });
  const { updates, resolved } = yield* askAll(
    context,
    {
      updates: message ? [() => updateSlackMessage({ ...update, message })] : [],
      resolved: paged === null ? [] : [() => resolvePage({ step: step("page"), key: paged })],
    },
    patienceOf(asking.policy),
  );
  for (const outcome of [...updates, ...resolved]) {
    if (!outcome.ok) told.notTold.push(`Closing what was asked: ${outcome.failure.message}`);
  }
}

interface Sending {
  /** Of the steps. */
  name: string;
  notice: Notice;
  channels: readonly ("teams" | "mail")[];
}

/** Sends a notice to those of the channels that the policy has. */
function* sendNotice(
  context: OrchestrationContext,
  asking: Asking,
  told: Told,
  { name, notice, channels }: Sending,
): Flow<void> {
  const { postTeamsCard, sendMail } = activities(context);
  const { ref, id } = told.approval;
  const { mailTo: to } = asking.policy.notify;
  const message = (channel: string) => ({
    step: stepOf(context, ref, `${id}/${name}/${channel}`),
    notice,
  });
  const wanted = <T>(channel: "teams" | "mail", question: T): T[] =>
    channels.includes(channel) ? through(asking, channel, question) : [];
  const { teams, mails } = yield* askAll(
    context,
    {
      teams: wanted("teams", () => postTeamsCard(message("teams"))),
      mails: wanted("mail", () => sendMail({ ...message("mail"), to })),
    },
    patienceOf(asking.policy),
  );
  told.notTold.push(
    ...problems("Teams message about the approval", teams),
    ...problems("Mail about the approval", mails),
  );
}

function* reply(
  context: OrchestrationContext,
  asking: Asking,
  told: Told,
  name: string,
  text: string,
): Flow<void> {
  const { message: thread, approval } = told;
  if (!thread) return;
  const { replyInSlack } = activities(context);
  const step = stepOf(context, approval.ref, `${approval.id}/${name}/slack`);
  const { replies } = yield* askAll(
    context,
    { replies: [() => replyInSlack({ step, thread, text })] },
    patienceOf(asking.policy),
  );
  for (const outcome of replies) {
    if (!outcome.ok) told.notTold.push(`Slack reminder: ${outcome.failure.message}`);
  }
}

const through = <T>({ policy: { notify } }: Asking, channel: Channel, question: T): T[] =>
  notify.channels.includes(channel) ? [question] : [];

/** Those that were not sent, or perhaps not. */
const problems = (what: string, outcomes: Outcome<{ sent: "yes" | "maybe" }>[]): string[] =>
  outcomes
    .map((outcome) => sentStep(what, outcome))
    .filter(({ state }) => state !== "done")
    .map(({ detail }) => `${what}: ${detail}`);

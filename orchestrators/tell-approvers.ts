import type { OrchestrationContext } from "durable-functions";
import type { Approval, Door } from "../domain/approval";
import { approvalNotice } from "../domain/notice/approval-notice";
import { boundedNotice } from "../domain/notice/bounded";
import type { Policy } from "../domain/policy";
import { readableTime } from "../domain/readable-time";
import type { SlackMessageRef } from "../domain/slack-message-ref";
import { decisionText } from "../domain/vote";
import { type Flow, askAll } from "../durable/flow";
import { activities, patienceOf, stepOf } from "./response";
import { type About, everywhere, failures, isPaging, problems, sendNotice } from "./send-notice";

/** By which rules people are asked, and where they decide. */
export interface Asking {
  policy: Pick<Policy, "agree" | "notify" | "lookUps">;
  door: Door;
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

/**
 * Asks in every channel of the policy, whatever the severity: without an answer nothing happens. Where
 * none of them takes it, somebody is paged at once.
 */
export function* tellApprovers(
  context: OrchestrationContext,
  asking: Asking,
  approval: Approval,
): Flow<Told> {
  const told: Told = { approval, message: null, paged: null, notTold: [] };
  if (approval.state !== "open") return told;
  const isInSlack = asking.policy.notify.channels.includes("slack");
  const notice = boundedNotice(approvalNotice(approval, asking.door, { isInSlack }));
  const sent = yield* sendNotice(context, aboutOf(asking, approval), {
    name: "asked",
    notice,
    channels: everywhere,
  });
  told.message = sent.message;
  told.notTold.push(...sent.notTold);
  if (sent.reached === 0 && isPaging(asking.policy)) {
    const lead = "Approval needed, and no channel took the message";
    yield* page(context, asking, told, approval, { name: "untold", lead });
  }
  return told;
}

/** Says again that people wait: by another card, and in the thread of the message, or by one where there is none. */
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
  const isInSlack = asking.policy.notify.channels.includes("slack");
  const lead = "Still waiting for approval";
  const sent = yield* sendNotice(context, aboutOf(asking, approval), {
    name,
    notice: boundedNotice(approvalNotice(approval, asking.door, { lead, isInSlack })),
    channels: told.message ? ["teams"] : ["teams", "slack"],
  });
  told.notTold.push(...sent.notTold);
  const text = `Still waiting: ${decisionText(approval)} Nothing is done if nobody decides until ${readableTime(approval.expiresAt)}.`;
  if (told.message) yield* reply(context, asking, told, name, text);
  else told.message = sent.message;
}

/** Wakes somebody up. Under one key: whoever was paged before is not paged anew. */
export function* page(
  context: OrchestrationContext,
  asking: Asking,
  told: Told,
  approval: Approval,
  { name, lead } = { name: "paged", lead: "Approval is overdue" },
): Flow<void> {
  const { triggerPage } = activities(context);
  const key = `approval:${approval.id}`;
  const step = stepOf(context, approval.ref, `${approval.id}/${name}`);
  const isInSlack = told.message !== null;
  const notice = boundedNotice(approvalNotice(approval, asking.door, { lead, isInSlack }));
  const { pages } = yield* askAll(
    context,
    { pages: [() => triggerPage({ step, key, notice })] },
    patienceOf(asking.policy),
  );
  told.paged = key;
  told.notTold.push(...problems("Page about the approval", pages));
}

/**
 * Ends what was asked, in every channel: nobody shall decide what is decided. The message in Slack is
 * changed; a card in Teams and a mail cannot be, so another one says who decided what. `reason` is how it
 * ended where it is not as the votes say.
 */
export function* closeAsked(
  context: OrchestrationContext,
  asking: Asking,
  told: Told,
  final: Approval,
  reason?: string,
): Flow<void> {
  const { updateSlackMessage, resolvePage } = activities(context);
  const { message, paged } = told;
  const step = (name: string) => stepOf(context, final.ref, `${final.id}/closed/${name}`);
  const notice = boundedNotice(
    approvalNotice(final, asking.door, reason === undefined ? {} : { reason }),
  );
  const done = `Approval ${final.state}: ${reason ?? decisionText(final)}`;
  const update = { step: step("slack"), notice, done };
  const sent = yield* sendNotice(context, aboutOf(asking, final), {
    name: "closed",
    notice,
    channels: ["teams", "mail"],
  });
  const { updates, resolved } = yield* askAll(
    context,
    {
      updates: message ? [() => updateSlackMessage({ ...update, message })] : [],
      resolved: paged === null ? [] : [() => resolvePage({ step: step("page"), key: paged })],
    },
    patienceOf(asking.policy),
  );
  told.notTold.push(
    ...sent.notTold,
    ...failures("Closing what was asked", [...updates, ...resolved]),
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
  told.notTold.push(...failures("Slack reminder", replies));
}

const aboutOf = ({ policy }: Asking, { ref, id }: Approval): About => ({ policy, ref, id });

import type { OrchestrationContext } from "durable-functions";
import type { IncidentRef } from "../domain/incident";
import type { Notice } from "../domain/notice";
import type { Outcome } from "../domain/outcome";
import type { Channel, Policy } from "../domain/policy";
import type { SlackMessageRef } from "../domain/slack-message-ref";
import { sentStep } from "../domain/step-report";
import { type Flow, askAll } from "../durable/flow";
import { activities, patienceOf, stepOf } from "./response";

/** About which approval people are told, and by which rules. */
export interface About {
  policy: Pick<Policy, "agree" | "notify" | "lookUps">;
  ref: IncidentRef;
  /** Of the approval: begins the keys of the steps. */
  id: string;
}

/** Every channel that a policy can have. */
export const everywhere: readonly Channel[] = ["teams", "mail", "slack"];

/** Whether the team has somebody paged at all. */
export const isPaging = ({ agree, notify }: About["policy"]): boolean =>
  agree.pageAfterMinutes !== null || notify.pageFromSeverity !== null;

interface Sending {
  /** Of the steps. */
  name: string;
  notice: Notice;
  channels: readonly Channel[];
}

/** What became of a notice. */
export interface Sent {
  /** How many channels have it, or may have it. */
  reached: number;
  /** The message in Slack; null when there is none. */
  message: SlackMessageRef | null;
  /** Channels that did not take it, or perhaps not: a sentence each. */
  notTold: string[];
}

/** Sends a notice to those of the channels that the policy has. */
export function* sendNotice(
  context: OrchestrationContext,
  { policy, ref, id }: About,
  { name, notice, channels }: Sending,
): Flow<Sent> {
  const { postTeamsCard, postSlackMessage, sendMail } = activities(context);
  const { channels: those, mailTo: to } = policy.notify;
  const message = (channel: Channel) => ({
    step: stepOf(context, ref, `${id}/${name}/${channel}`),
    notice,
  });
  const through = <T>(channel: Channel, question: T): T[] =>
    channels.includes(channel) && those.includes(channel) ? [question] : [];
  const { teams, mails, slack } = yield* askAll(
    context,
    {
      teams: through("teams", () => postTeamsCard(message("teams"))),
      mails: through("mail", () => sendMail({ ...message("mail"), to })),
      slack: through("slack", () => postSlackMessage(message("slack"))),
    },
    patienceOf(policy),
  );
  const [posted] = slack;
  return {
    reached: [...teams, ...mails, ...slack].filter(({ ok }) => ok).length,
    message: posted?.ok ? posted.value : null,
    notTold: [
      ...problems("Teams message about the approval", teams),
      ...problems("Mail about the approval", mails),
      ...failures("Slack message about the approval", slack),
    ],
  };
}

/** Those that were not sent, or perhaps not. */
export const problems = (what: string, outcomes: Outcome<{ sent: "yes" | "maybe" }>[]): string[] =>
  outcomes
    .map((outcome) => sentStep(what, outcome))
    .filter(({ state }) => state !== "done")
    .map(({ detail }) => `${what}: ${detail}`);

/** Those that failed. */
export const failures = (what: string, outcomes: Outcome<unknown>[]): string[] =>
  outcomes.flatMap((outcome) => (outcome.ok ? [] : [`${what}: ${outcome.failure.message}`]));

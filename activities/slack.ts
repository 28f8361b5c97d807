import { ConnectorError } from "../connectors/connector-error";
import type { SlackMessageRef } from "../domain/slack-message-ref";
import type { Notice } from "../domain/notice";
import { renderSlack, withoutButtons } from "../domain/notice/slack-message";
import { mentionOf, slackMrkdwn } from "../domain/notice/slack-text";
import type { Report } from "../domain/report/report";
import type { ActivityDependencies } from "./dependencies";
import { type Content, noticeIn, targetOf } from "./content";
import { harmlessToRepeat, once } from "./once";
import { type Step, guidOf } from "./step";

/** Messages to people in Slack: each carries its step's GUID, by which a repeat finds it. */
export const slackMessages = ({ connectors: { slack }, ledger }: ActivityDependencies) => ({
  postSlackMessage: ({ step, ...content }: PostInput): Promise<SlackMessageRef> =>
    once(ledger, step, {
      action: "postSlackMessage",
      target: targetOf(content),
      look: (since) => slack.findMessage({ ref: guidOf(step), since }),
      send: () => slack.postMessage({ message: renderSlack(noticeIn(content)), ref: guidOf(step) }),
    }),

  replyInSlack: ({ step, thread, text, userId }: ReplyInput): Promise<SlackMessageRef> =>
    once(ledger, step, {
      action: "replyInSlack",
      target: thread.ts,
      look: (since) =>
        slack.findMessage({
          channel: thread.channel,
          ref: guidOf(step),
          since,
          threadTs: thread.ts,
        }),
      send: () =>
        slack.postMessage({
          channel: thread.channel,
          message: { text: sentence(text, userId) },
          ref: guidOf(step),
          threadTs: thread.ts,
        }),
    }),

  updateSlackMessage: ({
    step,
    message,
    report,
    notice,
    done,
    userId,
  }: UpdateInput): Promise<SlackMessageRef> =>
    once(ledger, step, {
      action: "updateSlackMessage",
      target: message.ts,
      look: harmlessToRepeat, // the same text again changes nothing
      async send() {
        const said = sentence(done, userId);
        const content = report ? { report } : notice && { notice };
        const becomes = content
          ? renderSlack(noticeIn(content), said)
          : withSentence(await slack.readMessage(message), said);
        await slack.updateMessage(message, becomes);
        return message;
      },
    }),
});

type Read = Awaited<ReturnType<ActivityDependencies["connectors"]["slack"]["readMessage"]>>;

function withSentence(message: Read, said: string) {
  if (message) return { ...message, blocks: withoutButtons(message.blocks, said) };
  throw new ConnectorError("slack", "not-found", "The message is gone, so it was not updated");
}

/** Text, and whom it names: the one place where a mention is ours. */
function sentence(text: string, userId: string | undefined): string {
  const mention = userId === undefined ? undefined : mentionOf(userId);
  return [slackMrkdwn(text, 1_000), ...(mention === undefined ? [] : [mention])].join(" ");
}

type PostInput = { step: Step } & Content;

interface ReplyInput {
  step: Step;
  thread: SlackMessageRef;
  text: string;
  /** Mentioned behind the text. */
  userId?: string;
}

interface UpdateInput {
  step: Step;
  message: SlackMessageRef;
  /** What the message says from now on; without it the message keeps what it says. */
  report?: Report;
  /** In place of a report. */
  notice?: Notice;
  /** What stands where the buttons were. */
  done: string;
  /** Mentioned behind it. */
  userId?: string;
}

import type { OrchestrationContext } from "durable-functions";
import type { SlackMessageRef } from "../domain/slack-message-ref";
import { type Flow, ask } from "../durable/flow";
import { activities } from "./response";

/** What somebody who voted in Slack is to be told. */
export interface VoterAnswer {
  /** The message with the buttons. */
  message: SlackMessageRef;
  userId: string;
  text: string;
}

const patienceMs = 10 * 60_000;

/** Tells what became of a vote, in the thread of the message. One run a click; fails when Slack could not be told. */
export function* answerVoter(
  context: OrchestrationContext,
  { message, userId, text }: VoterAnswer,
): Flow<{ told: string }> {
  const { replyInSlack } = activities(context);
  const runId = context.df.instanceId;
  const at = context.df.currentUtcDateTime.toISOString();
  const step = { key: `slack/${message.channel}/${message.ts}/${runId}`, runId, at };
  const reply = { step, thread: message, text, userId };
  const outcome = yield* ask(context, () => replyInSlack(reply), patienceMs);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return { told: userId };
}

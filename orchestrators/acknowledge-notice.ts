import type { OrchestrationContext } from "durable-functions";
import type { Outcome } from "../domain/outcome";
import { type Flow, ask } from "../durable/flow";
import { activities } from "./response";

/** Somebody's click on "Acknowledge" below a notice in Slack. */
export interface Acknowledgement {
  channel: string;
  /** Of the message. */
  ts: string;
  userId: string;
}

const patienceMs = 10 * 60_000;

/**
 * Says who takes care: in the message's thread, and where its button was. One run a message, so that
 * the first click counts. It fails when Slack could not be told: then another click tries again.
 */
export function* acknowledgeNotice(
  context: OrchestrationContext,
  { channel, ts, userId }: Acknowledgement,
): Flow<{ acknowledgedBy: string }> {
  const { replyInSlack, updateSlackMessage } = activities(context);
  const message = { channel, ts };
  const said = "Acknowledged by";
  const step = (name: string) => ({
    key: `slack/${channel}/${ts}/acknowledge/${name}`,
    runId: context.df.instanceId,
    at: context.df.currentUtcDateTime.toISOString(),
  });

  const reply = { step: step("reply"), thread: message, text: said, userId };
  const update = { step: step("update"), message, done: said, userId };
  need(yield* ask(context, () => replyInSlack(reply), patienceMs));
  need(yield* ask(context, () => updateSlackMessage(update), patienceMs));
  return { acknowledgedBy: userId };
}

function need(outcome: Outcome<unknown>): void {
  if (!outcome.ok) throw new Error(outcome.failure.message);
}

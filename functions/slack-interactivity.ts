import { createHash } from "node:crypto";
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import { type SlackClick, clickOf } from "../connectors/slack/interaction";
import type { SlackSignature } from "../connectors/slack/signature";
import { flowsOf } from "../durable/client";
import type { Orchestrators } from "../orchestrators";
import type { Ballot } from "../domain/vote";
import { type ApprovalGate, LedgerRefused } from "./approval-gate";
import { readBytes } from "./read-bytes";

export interface SlackInteractivityOptions {
  /** Rejects when the signing secret cannot be read. */
  isSigned: (request: SlackSignature) => Promise<boolean>;
  gate: ApprovalGate;
  now: () => Date;
}

const maxBytes = 256 * 1024;

/**
 * POST /api/slack/interactivity: what people do with the app's messages in Slack, which wants a 200
 * with an empty body within three seconds. A click on "Acknowledge" starts one run a message; a
 * repeated click joins it and changes nothing. A click on "Approve" or "Reject" is a ballot of the
 * approver with that Slack user id; what became of it is told in the message's thread. Whatever else
 * Slack signed is taken and passed over.
 */
export const slackInteractivity =
  ({ isSigned, gate, now }: SlackInteractivityOptions) =>
  async (request: HttpRequest, client: DurableClient): Promise<HttpResponseInit> => {
    const body = await readBytes(request, maxBytes);
    if (!body.ok) return problem(body.status, body.message);
    const isSlack = await isSigned({
      timestamp: request.headers.get("x-slack-request-timestamp") ?? "",
      signature: request.headers.get("x-slack-signature") ?? "",
      body: body.bytes,
      now: now(),
    }).catch(() => undefined);
    if (isSlack === undefined) return problem(503, "The signing secret cannot be read now");
    if (!isSlack) return problem(401, "The request does not carry a fresh signature of Slack");

    const click = clickOf(body.bytes);
    if (click?.action === "approve" || click?.action === "reject") {
      await castVote(client, gate, click, click.action);
    }
    if (click?.action === "acknowledge") {
      const { channel, ts, userId } = click;
      const flows = flowsOf<Orchestrators>(client);
      await flows.acknowledgeNotice(instanceIdOf(click), { channel, ts, userId });
    }
    return { status: 200 };
  };

async function castVote(
  client: DurableClient,
  gate: ApprovalGate,
  { channel, ts, userId, value, reason, at }: SlackClick,
  decision: "approve" | "reject",
): Promise<void> {
  const [id = "", planHash = ""] = value.split(" ");
  const ballot = { userId, decision, reason, planHash };
  const text = await answerOf(client, gate, id, ballot);
  if (text === undefined) return;
  const digest = createHash("sha256").update(`${channel}/${ts}/${decision}/${userId}/${at}`);
  const answer = { message: { channel, ts }, userId, text };
  const flows = flowsOf<Orchestrators>(client);
  await flows.answerVoter(`vote-${digest.digest("hex").slice(0, 32)}`, answer);
}

/** What became of a ballot, or that the ledger did not answer; undefined when there is no such approval. */
async function answerOf(
  client: DurableClient,
  gate: ApprovalGate,
  id: string,
  { userId, ...said }: Pick<Ballot, "decision" | "reason" | "planHash"> & { userId: string },
): Promise<string | undefined> {
  try {
    const approval = await gate.read(id);
    const approver = approval?.approvers.find(({ slackUserId }) => slackUserId === userId);
    // An id that is nobody's: the gate says what is told to whoever may not decide.
    const approverId = approver?.id ?? `slack:${userId}`;
    const decided = await gate.decide(client, id, { ...said, approverId, through: "slack" });
    return decided?.answer.message;
  } catch (error) {
    if (error instanceof LedgerRefused) return error.message;
    throw error;
  }
}

/** Equal for every click on one button of one message. */
function instanceIdOf({ channel, ts, action }: SlackClick): string {
  const digest = createHash("sha256").update(`${channel}/${ts}/${action}`).digest("hex");
  return `${action}-${digest.slice(0, 32)}`;
}

const problem = (status: number, message: string): HttpResponseInit => ({
  status,
  jsonBody: { error: message },
});

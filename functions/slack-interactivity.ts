import { createHash } from "node:crypto";
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import { type SlackClick, clickOf } from "../connectors/slack/interaction";
import type { SlackSignature } from "../connectors/slack/signature";
import { flowsOf } from "../durable/client";
import type { Orchestrators } from "../orchestrators";
import type { ApprovalGate } from "./approval-gate";
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
  const approval = await gate.read(id);
  if (!approval) return;
  const approver = approval.approvers.find(({ slackUserId }) => slackUserId === userId);
  // An id that is nobody's: the gate says what is told to whoever may not decide.
  const approverId = approver?.id ?? `slack:${userId}`;
  const ballot = { approverId, decision, reason, planHash, through: "slack" };
  const decided = await gate.decide(client, id, ballot);
  if (!decided) return;
  const digest = createHash("sha256").update(`${channel}/${ts}/${decision}/${userId}/${at}`);
  const { message: text } = decided.answer;
  const answer = { message: { channel, ts }, userId, text };
  const flows = flowsOf<Orchestrators>(client);
  await flows.answerVoter(`vote-${digest.digest("hex").slice(0, 32)}`, answer);
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

import type { SlackMessageRef } from "../../domain/slack-message-ref";
import type { createClient } from "./client";
import { messages } from "./schema";

/** Where to look for a message of ours. */
export interface SlackSearch {
  channel: string;
  /** What `postMessage` wrote into its metadata. */
  ref: string;
  /** It was not posted before, ISO 8601. */
  since: string;
  /** The message that it replied to. */
  threadTs?: string;
}

const pageSize = 100;
const mostPages = 20;
/** How far Slack's clock may be behind ours. */
const leewaySeconds = 60;

type Client = ReturnType<typeof createClient>;

/** The message that carries a ref, among the first 2,000 since a time; null when none does. */
export async function findMessage(
  client: Client,
  { channel, ref, since, threadTs }: SlackSearch,
): Promise<SlackMessageRef | null> {
  let cursor = "";
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await client.read(messages, {
      method: "GET",
      path: threadTs === undefined ? "/conversations.history" : "/conversations.replies",
      query: {
        channel,
        ...(threadTs !== undefined && { ts: threadTs }),
        oldest: (Date.parse(since) / 1000 - leewaySeconds).toFixed(6),
        inclusive: "true",
        include_all_metadata: "true",
        limit: String(pageSize),
        ...(cursor !== "" && { cursor }),
      },
    });
    const found = answer.messages.find(({ metadata }) => metadata?.event_payload?.ref === ref);
    if (found) return { channel, ts: found.ts };
    cursor = answer.response_metadata?.next_cursor ?? "";
    if (cursor === "") return null;
  }
  return null;
}

/** One message as it is now; null when it is gone. */
export async function readMessage(client: Client, { channel, ts }: SlackMessageRef) {
  const answer = await client.read(messages, {
    method: "GET",
    path: "/conversations.history",
    query: { channel, oldest: ts, latest: ts, inclusive: "true", limit: "1" },
  });
  const message = answer.messages.find((one) => one.ts === ts);
  return message ? { text: message.text ?? "", blocks: message.blocks ?? [] } : null;
}

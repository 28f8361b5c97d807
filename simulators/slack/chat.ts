import { createHash } from "node:crypto";
import { type Answer, isRecord } from "../simulator";
import { type Arguments, textOf } from "./access";
import { blocksProblem } from "./blocks";
import { type Message, type Messages, type Metadata, toldMessage } from "./messages";
import { refuse, refuseArguments } from "./refusals";

/** What a message would say, checked. */
type Content = Pick<Message, "text" | "blocks" | "metadata">;

const longestText = 40_000;
/** Not published; no app needs more for a key. */
const longestMetadata = 16_000;

/** `chat.postMessage`, `chat.update` and `chat.getPermalink`, for a channel that is open to the bot. */
export function createChat(messages: Messages) {
  return {
    post: (channel: string, input: Arguments): Answer => {
      const content = contentOf(input);
      if ("refusal" in content) return content.refusal;
      const { thread_ts } = input;
      if (thread_ts !== undefined && typeof thread_ts !== "string") {
        return refuseArguments("invalid_arguments", "must be a string [json-pointer:/thread_ts]");
      }
      if (thread_ts !== undefined && !messages.get(channel, thread_ts)) {
        return refuse("thread_not_found");
      }
      const ts = messages.nextTs();
      const message: Message = {
        channel,
        ts,
        ...content,
        ...(thread_ts !== undefined && { thread_ts }),
        unfurl_links: input.unfurl_links !== false && input.unfurl_links !== "false",
        unfurl_media: input.unfurl_media !== false && input.unfurl_media !== "false",
      };
      messages.set(message);
      return { body: { ok: true, channel, ts, message: toldMessage(message, true) } };
    },

    update: (channel: string, input: Arguments): Answer => {
      const { ts } = input;
      if (typeof ts !== "string") {
        return refuseArguments("invalid_arguments", "must be a string [json-pointer:/ts]");
      }
      const earlier = messages.get(channel, ts);
      if (!earlier) return refuse("message_not_found");
      const content = contentOf(input);
      if ("refusal" in content) return content.refusal;
      const { blocks: _, ...kept } = earlier;
      // Metadata stays unless it is given anew; blocks go when they are not.
      const message = { ...kept, ...content, edited: messages.nextTs() };
      messages.set(message);
      const { text } = message;
      return { body: { ok: true, channel, ts, text, message: toldMessage(message, true) } };
    },

    permalink: (channel: string, { message_ts }: Arguments): Answer => {
      if (!messages.get(channel, textOf(message_ts))) return refuse("message_not_found");
      const digits = textOf(message_ts).replace(".", "");
      const permalink = `https://contoso.slack.com/archives/${channel}/p${digits}`;
      return { body: { ok: true, channel, permalink } };
    },
  };
}

function contentOf(input: Arguments): Content | { refusal: Answer } {
  const text = typeof input.text === "string" ? input.text : "";
  const blocks = parsed(input.blocks);
  const metadata = parsed(input.metadata);
  if (blocks !== undefined) {
    const problem = blocksProblem(blocks);
    if (problem !== undefined) return { refusal: refuseArguments("invalid_blocks", problem) };
  }
  if (text === "" && !(Array.isArray(blocks) && blocks.length > 0)) {
    return { refusal: refuse("no_text") };
  }
  const problem = metadata === undefined ? undefined : metadataProblem(metadata);
  if (problem !== undefined) return { refusal: refuse(problem) };
  return {
    text: text.slice(0, longestText),
    ...(blocks !== undefined && { blocks: (blocks as object[]).map(withId) }),
    ...(metadata !== undefined && { metadata: metadata as Metadata }),
  };
}

/** Forms carry JSON as text. */
function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function metadataProblem(metadata: unknown): string | undefined {
  if (!isRecord(metadata)) return "invalid_metadata_format";
  const { event_type, event_payload } = metadata;
  if (typeof event_type !== "string" || !isRecord(event_payload)) return "invalid_metadata_format";
  return JSON.stringify(metadata).length > longestMetadata ? "metadata_too_large" : undefined;
}

/** Slack names each block that came without a name. */
const withId = (block: object, index: number): object => ({
  block_id: createHash("sha256")
    .update(`${index}${JSON.stringify(block)}`)
    .digest("hex")
    .slice(0, 5),
  ...block,
});

import type { Answer } from "../simulator";
import { type Arguments, textOf } from "./access";
import { type Message, type Messages, toldMessage } from "./messages";
import { refuse } from "./refusals";

const isTrue = (value: unknown): boolean => /^(?:true|1)$/.test(String(value));
const isTs = (value: unknown): value is string => /^\d+(?:\.\d{1,6})?$/.test(String(value));

/** Compares as numbers of any length: seconds, then what stands after the point. */
const compareTs = (one: string, other: string): number => padded(one).localeCompare(padded(other));

function padded(ts: string): string {
  const [seconds = "", fraction = ""] = ts.split(".");
  return `${seconds.padStart(12, "0")}.${fraction.padEnd(6, "0")}`;
}

/** `conversations.history` and `conversations.replies`, for a channel that the bot may read. */
export function createConversations(messages: Messages) {
  const within = (channel: string, { oldest, latest, inclusive }: Arguments): Message[] => {
    const edge = isTrue(inclusive) ? 0 : 1;
    return messages
      .all()
      .filter((message) => message.channel === channel)
      .filter(({ ts }) => oldest === undefined || compareTs(ts, textOf(oldest)) >= edge)
      .filter(({ ts }) => latest === undefined || compareTs(textOf(latest), ts) >= edge)
      .toSorted((one, other) => compareTs(one.ts, other.ts));
  };

  return {
    /** Replies are not told; newest first; with `oldest` alone, from there onwards page by page. */
    history: (channel: string, input: Arguments): Answer => {
      const wrong = timesProblem(input);
      if (wrong) return wrong;
      const found = within(channel, input).filter(({ thread_ts }) => thread_ts === undefined);
      const isForward = input.oldest !== undefined && input.latest === undefined;
      const page = pageOf(isForward ? found : found.toReversed(), input);
      const told = isForward ? page.items.toReversed() : page.items;
      const { body } = answer(told, page, input);
      const counts = { pin_count: 0, channel_actions_ts: null, channel_actions_count: 0 };
      return { body: { ...counts, ...body } };
    },

    /** The message and its replies, oldest first. */
    replies: (channel: string, input: Arguments): Answer => {
      const wrong = timesProblem(input);
      if (wrong) return wrong;
      const parent = messages.get(channel, textOf(input.ts));
      if (!parent) return refuse("thread_not_found");
      const found = within(channel, input).filter(({ thread_ts }) => thread_ts === parent.ts);
      const page = pageOf([parent, ...found], input);
      return answer(page.items, page, input);
    },
  };
}

interface Page {
  items: Message[];
  next: string | undefined;
}

function pageOf(found: Message[], { limit = 100, cursor }: Arguments): Page {
  const size = Math.min(Math.max(1, Number(limit) || 100), 999);
  const start = cursor ? Number(Buffer.from(textOf(cursor), "base64").toString("utf8")) || 0 : 0;
  const end = start + size;
  const next = end < found.length ? Buffer.from(String(end)).toString("base64") : undefined;
  return { items: found.slice(start, end), next };
}

function answer(items: Message[], { next }: Page, { include_all_metadata }: Arguments) {
  return {
    body: {
      ok: true,
      messages: items.map((message) => toldMessage(message, isTrue(include_all_metadata))),
      has_more: next !== undefined,
      ...(next !== undefined && { response_metadata: { next_cursor: next } }),
    },
  };
}

function timesProblem({ oldest, latest }: Arguments): Answer | undefined {
  if (oldest !== undefined && !isTs(oldest)) return refuse("invalid_ts_oldest");
  return latest !== undefined && !isTs(latest) ? refuse("invalid_ts_latest") : undefined;
}

import type { World } from "../simulator";

/** A message of the app's bot, as the workspace keeps it. */
export interface Message {
  channel: string;
  ts: string;
  text: string;
  blocks?: unknown[];
  metadata?: Metadata;
  /** Of a reply: the message that it answers. */
  thread_ts?: string;
  edited?: string;
  unfurl_links: boolean;
  unfurl_media: boolean;
}

export interface Metadata {
  event_type: string;
  event_payload: Record<string, unknown>;
}

const key = (channel: string, ts: string): string => `${channel}/${ts}`;

/** Keeps the messages of all channels. A `ts` names one message of a channel. */
export function createMessages(world: World) {
  const table = world.table<Message>("messages");

  return {
    get: (channel: string, ts: string): Message | undefined => table.get(key(channel, ts)),
    set: (message: Message): void => table.set(key(message.channel, message.ts), message),
    all: (): Message[] => table.rows(),
    /** Six digits after the point, the last of which a number of JavaScript does not hold. */
    nextTs(): string {
      const seconds = Math.floor(world.now() / 1000);
      return `${seconds}.${String((table.size() + 1) * 100 + 9).padStart(6, "0")}`;
    },
  };
}

export type Messages = ReturnType<typeof createMessages>;

/** A message as the API tells it; metadata only for those who ask for it. */
export function toldMessage(message: Message, withMetadata: boolean) {
  const { ts, text, blocks, metadata, thread_ts, edited } = message;
  return {
    type: "message",
    subtype: "bot_message",
    user: "U0BOTUSER1",
    bot_id: "B0SOCBOT01",
    app_id: "A0SOCAPP01",
    team: "T0CONTOSO1",
    ts,
    text,
    ...(blocks && { blocks }),
    ...(thread_ts !== undefined && { thread_ts }),
    ...(edited !== undefined && { edited: { user: "B0SOCBOT01", ts: edited } }),
    ...(withMetadata && metadata && { metadata }),
  };
}

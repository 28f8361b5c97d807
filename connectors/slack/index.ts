import type { SlackMessage } from "../../domain/notice/slack-message";
import { notConfigured } from "../connector-error";
import type { Secrets } from "../credentials";
import type { Settings } from "../settings";
import { createClient } from "./client";
import type { SlackMessageRef } from "../../domain/slack-message-ref";
import { type SlackSearch, findMessage, readMessage } from "./messages";
import { identity, messages, posted } from "./schema";
import { createVerifier } from "./verifier";

/** A message to be posted. Its texts are mrkdwn: what is hostile in them was escaped before. */
export interface SlackPost {
  /** SLACK_CHANNEL when left out. */
  channel?: string;
  message: { text: string; blocks?: SlackMessage["blocks"] };
  /** Written into the message's metadata, where nobody sees it and `findMessage` finds it. */
  ref: string;
  /** The message that this one replies to. */
  threadTs?: string;
}

/** Slack's Web API, as an app with a bot token. https://docs.slack.dev/apis/web-api */
export function slack(settings: Settings["slack"], secrets: Secrets) {
  const client = createClient(settings, secrets);

  function channelOr(given: string | undefined): string {
    const channel = given ?? settings.channel;
    if (channel === undefined) throw notConfigured("slack", "SLACK_CHANNEL");
    return channel;
  }

  return {
    /** Posts a message. Slack refuses no duplicate: see `findMessage`. */
    async postMessage({ channel, message, ref, threadTs }: SlackPost): Promise<SlackMessageRef> {
      const { channel: where, ts } = await client.write(posted, {
        method: "POST",
        path: "/chat.postMessage",
        body: {
          channel: channelOr(channel),
          ...message,
          ...(threadTs !== undefined && { thread_ts: threadTs }),
          metadata: { event_type: "durable_response", event_payload: { ref } },
          // Slack's crawler would follow the links of an incident.
          unfurl_links: false,
          unfurl_media: false,
        },
      });
      return { channel: where, ts };
    },

    /** The message that was posted with a ref; null when there is none. */
    findMessage: async (search: Omit<SlackSearch, "channel"> & { channel?: string }) =>
      findMessage(client, { ...search, channel: channelOr(search.channel) }),

    /** Text and blocks of a message as they are now; null when it is gone. */
    readMessage: (ref: SlackMessageRef) => readMessage(client, ref),

    /** Replaces text and blocks of one of the app's own messages; its metadata stays. */
    async updateMessage(ref: SlackMessageRef, message: SlackPost["message"]): Promise<void> {
      const body = { ...ref, ...message };
      await client.write(posted, { method: "POST", path: "/chat.update", body });
    },

    /** Whether a request to us is signed by Slack; the secret is read anew where it was rotated. */
    isSigned: createVerifier(settings.signingSecretName, secrets),

    /**
     * Who the token is, whether the channel can be read, and whether there is a secret by which clicks
     * can be known as Slack's; only a message would prove posting.
     */
    async check() {
      const channel = channelOr(undefined);
      const { team, user } = await client.read(identity, { method: "POST", path: "/auth.test" });
      const path = "/conversations.history";
      await client.read(messages, { method: "GET", path, query: { channel, limit: "1" } });
      await secrets.get(settings.signingSecretName);
      return `token accepted as "${user}" of "${team}", channel ${channel} can be read`;
    },
  };
}

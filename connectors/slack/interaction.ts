import { z } from "zod";

/** Somebody's click on a button of one of the app's messages. */
export interface SlackClick {
  /** The button's action_id. */
  action: string;
  channel: string;
  /** Of the message. */
  ts: string;
  userId: string;
}

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
const payload = z.object({
  type: z.literal("block_actions"),
  user: z.object({ id: z.string().regex(/^[UW][A-Z0-9]{1,30}$/) }),
  container: z.object({
    channel_id: z.string().regex(/^[CDG][A-Z0-9]{1,30}$/),
    message_ts: z.string().regex(/^\d{1,12}\.\d{1,9}$/),
  }),
  actions: z.array(z.object({ action_id: z.string().regex(/^[a-z][a-z0-9-]{0,254}$/) })).min(1),
});

/** The click in the body of a request that Slack signed; undefined for everything else it sends. */
export function clickOf(body: Uint8Array): SlackClick | undefined {
  const text = new URLSearchParams(Buffer.from(body).toString("utf8")).get("payload");
  const parsed = payload.safeParse(jsonOf(text ?? ""));
  if (!parsed.success) return undefined;
  const { user, container, actions } = parsed.data;
  const [action] = actions;
  return action === undefined
    ? undefined
    : {
        action: action.action_id,
        channel: container.channel_id,
        ts: container.message_ts,
        userId: user.id,
      };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

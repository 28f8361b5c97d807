import { z } from "zod";

/** Somebody's click on a button of one of the app's messages. */
export interface SlackClick {
  /** The button's action_id. */
  action: string;
  channel: string;
  /** Of the message. */
  ts: string;
  userId: string;
  /** What the button carries. */
  value: string;
  /** What was written into the message's field "reason". */
  reason: string;
  /** Tells two clicks on one button apart, and a repeat of one from the next. */
  at: string;
}

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
const payload = z.object({
  type: z.literal("block_actions"),
  user: z.object({ id: z.string().regex(/^[UW][A-Z0-9]{1,30}$/) }),
  container: z.object({
    channel_id: z.string().regex(/^[CDG][A-Z0-9]{1,30}$/),
    message_ts: z.string().regex(/^\d{1,12}\.\d{1,9}$/),
  }),
  actions: z
    .array(
      z.object({
        action_id: z.string().regex(/^[a-z][a-z0-9-]{0,254}$/),
        value: z.string().max(2_000).nullish(),
        action_ts: z.string().max(40).nullish(),
      }),
    )
    .min(1),
  state: z
    .object({
      values: z.object({
        reason: z
          .object({ reason: z.object({ value: z.string().max(3_000).nullish() }) })
          .nullish(),
      }),
    })
    .nullish()
    .catch(undefined),
});

/** The click in the body of a request that Slack signed; undefined for everything else it sends. */
export function clickOf(body: Uint8Array): SlackClick | undefined {
  const text = new URLSearchParams(Buffer.from(body).toString("utf8")).get("payload");
  const parsed = payload.safeParse(jsonOf(text ?? ""));
  if (!parsed.success) return undefined;
  const { user, container, actions, state } = parsed.data;
  const [action] = actions;
  return action === undefined
    ? undefined
    : {
        action: action.action_id,
        channel: container.channel_id,
        ts: container.message_ts,
        userId: user.id,
        value: action.value ?? "",
        reason: state?.values.reason?.reason.value ?? "",
        at: action.action_ts ?? "",
      };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

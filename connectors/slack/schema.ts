import { z } from "zod";

/** https://docs.slack.dev/apis/web-api/#responses: a refusal, with status 200. */
export const refusal = z.object({
  ok: z.literal(false),
  error: z.string(),
  /** Of missing_scope. */
  needed: z.string().nullish(),
});
export type Refusal = z.infer<typeof refusal>;

const ok = z.literal(true);

/** https://docs.slack.dev/reference/methods/auth.test */
export const identity = z.object({ ok, team: z.string(), user: z.string() });

/** https://docs.slack.dev/reference/methods/chat.postMessage; a `ts` is text, and stays it. */
export const posted = z.object({ ok, channel: z.string(), ts: z.string() });

/** Of metadata only our own key is read; whoever else writes some may write anything. */
const metadata = z.object({
  event_payload: z.object({ ref: z.unknown() }).optional().catch(undefined),
});

/** https://docs.slack.dev/reference/methods/conversations.history, and .replies. */
export const messages = z.object({
  ok,
  messages: z.array(
    z.object({
      ts: z.string(),
      text: z.string().nullish(),
      blocks: z.array(z.looseObject({ type: z.string() })).nullish(),
      metadata: metadata.nullish().catch(undefined),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().nullish() }).nullish(),
});

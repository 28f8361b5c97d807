import { createHmac } from "node:crypto";
import { isRecord, SceneError } from "../simulator";
import type { Message } from "./messages";

/** The app's signing secret. Published: it proves nothing else. */
export const slackSigningSecret = "slack-test-signing-secret";

/** A person's click on a button, as a scene asks for it. */
export interface Click {
  /** The app's address for interactivity, on this machine. */
  url: string;
  /** The button's action_id. */
  action: string;
  /** Where the message is: the newest with such a button when left out. */
  channel?: string;
  ts?: string;
  /** U0ALEX0001 when left out. */
  user?: string;
  /** What is written into the message's field with the action_id "reason". */
  reason?: string;
  /** How old the request's time is; negative is in the future. */
  ageSeconds?: number;
  /** Signs with this instead. */
  secret?: string;
}

const texts = ["channel", "ts", "user", "reason", "secret"] as const;

/** Whether a value is a Click. */
export function isClick(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { url, action, ageSeconds = 0 } = value;
  const known = ["url", "action", "ageSeconds", ...texts];
  return (
    typeof url === "string" &&
    ["127.0.0.1", "localhost", "[::1]"].includes(URL.parse(url)?.hostname ?? "") &&
    typeof action === "string" &&
    typeof ageSeconds === "number" &&
    texts.every((name) => value[name] === undefined || typeof value[name] === "string") &&
    Object.keys(value).every((name) => known.includes(name))
  );
}

/** A request to the app, as Slack sends it. */
export interface SignedRequest {
  headers: Record<string, string>;
  body: string;
}

/**
 * The request for a click. https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
 * and https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function clickRequest(click: Click, messages: readonly Message[], now: number) {
  const [message, button] = buttonOf(click, messages);
  const { channel, ts, text, blocks } = message;
  const payload = {
    type: "block_actions",
    user: { id: click.user ?? "U0ALEX0001", username: "alex", name: "alex", team_id: "T0CONTOSO1" },
    api_app_id: "A0SOCAPP01",
    token: "an-old-verification-token",
    container: { type: "message", message_ts: ts, channel_id: channel, is_ephemeral: false },
    trigger_id: "12466734323.1395872398",
    team: { id: "T0CONTOSO1", domain: "contoso" },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: channel, name: "soc" },
    message: { type: "message", bot_id: "B0SOCBOT01", ts, text, blocks },
    state: { values: valuesOf(message, click.reason) },
    response_url: "https://hooks.slack.com/actions/T0CONTOSO1/1/none",
    actions: [{ ...button, type: "button", action_ts: `${Math.floor(now / 1000)}.000100` }],
  };
  return signed(`payload=${encodeURIComponent(JSON.stringify(payload))}`, click, now);
}

/** What the fields of a message hold, by block and action; null where nobody wrote. */
function valuesOf({ blocks = [] }: Message, reason: string | undefined): object {
  const fields = blocks.filter(isRecord).filter(({ type }) => type === "input");
  return Object.fromEntries(
    fields.map(({ block_id, element }) => {
      const action = isRecord(element) ? String(element.action_id) : "";
      const value = action === "reason" ? (reason ?? null) : null;
      return [block_id, { [action]: { type: "plain_text_input", value } }];
    }),
  );
}

/** A body with the headers that say it is Slack's. */
export function signed(
  body: string,
  { ageSeconds = 0, secret = slackSigningSecret }: Pick<Click, "ageSeconds" | "secret">,
  now: number,
): SignedRequest {
  const timestamp = String(Math.floor(now / 1000) - ageSeconds);
  const digest = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  return {
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": `v0=${digest}`,
    },
    body,
  };
}

function buttonOf(
  { action, channel, ts }: Click,
  messages: readonly Message[],
): [Message, Record<string, unknown>] {
  const candidates = messages.filter(
    (message) =>
      (channel === undefined || message.channel === channel) &&
      (ts === undefined || message.ts === ts),
  );
  for (const message of candidates.toReversed()) {
    const buttons = (message.blocks ?? []).flatMap((block) =>
      isRecord(block) && Array.isArray(block.elements)
        ? block.elements.map((element: unknown) => ({ block_id: block.block_id, element }))
        : [],
    );
    const found = buttons.find(({ element }) => isRecord(element) && element.action_id === action);
    if (found) return [message, { block_id: found.block_id, ...(found.element as object) }];
  }
  throw new SceneError(`No message has a button with the action_id "${action}"`);
}

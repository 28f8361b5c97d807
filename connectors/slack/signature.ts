import { createHmac, timingSafeEqual } from "node:crypto";

/** What came with a request that says it is Slack's, and the time by our clock. */
export interface SlackSignature {
  /** X-Slack-Request-Timestamp. */
  timestamp: string;
  /** X-Slack-Signature. */
  signature: string;
  /** Byte for byte as it came. */
  body: Uint8Array;
  now: Date;
}

const mostSecondsOff = 300;

/** Whether a signature has the form of one, and was made within five minutes of now, either way. */
export function isFresh({ timestamp, signature, now }: SlackSignature): boolean {
  if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
  return Math.abs(now.getTime() / 1000 - Number(timestamp)) <= mostSecondsOff;
}

/**
 * Whether Slack signed a request with an app's signing secret.
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function isSigned(request: SlackSignature, secret: string): boolean {
  // Anybody can sign with nothing.
  if (secret === "" || !isFresh(request)) return false;
  const { timestamp, signature, body } = request;
  const digest = createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest("hex");
  return timingSafeEqual(Buffer.from(`v0=${digest}`), Buffer.from(signature));
}

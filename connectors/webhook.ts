import { createHmac, timingSafeEqual } from "node:crypto";
import type { Secrets } from "./credentials";
import { rotatedSecret } from "./rotated-secret";

/** A request that says it is a service's, byte for byte as it came. */
export interface SignedRequest {
  /** The header that the service signs in; several signatures are separated by commas. */
  signature: string;
  body: Uint8Array;
  now: Date;
}

/**
 * Whether a body carries an HMAC-SHA256 of itself, in hex after a scheme: PagerDuty's
 * `X-PagerDuty-Signature: v1=…[,v1=…]` and Jira's `X-Hub-Signature: sha256=…`. There is no time in it:
 * a replay is possible, and must do nothing that a first delivery would not.
 * https://developer.pagerduty.com/docs/verifying-webhook-signatures
 * https://developer.atlassian.com/cloud/jira/platform/webhooks/#secure-your-webhooks
 */
export function isSignedBy(
  scheme: "v1" | "sha256",
  secret: string,
  { signature, body }: Omit<SignedRequest, "now">,
): boolean {
  // Anybody can sign with nothing.
  if (secret === "") return false;
  const expected = createHmac("sha256", secret).update(body).digest();
  return signature
    .split(",", 10)
    .map((part) => part.trim())
    .filter(
      (part) =>
        part.startsWith(`${scheme}=`) && /^[0-9a-f]{64}$/.test(part.slice(scheme.length + 1)),
    )
    .some((part) => timingSafeEqual(Buffer.from(part.slice(scheme.length + 1), "hex"), expected));
}

/** The same by a secret that may have been rotated. */
export function webhookOf(scheme: "v1" | "sha256", secretName: string, secrets: Secrets) {
  const check = rotatedSecret(secretName, secrets);
  return (request: SignedRequest): Promise<boolean> =>
    check((secret) => isSignedBy(scheme, secret, request), request.now);
}

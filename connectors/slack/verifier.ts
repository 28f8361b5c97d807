import type { Secrets } from "../credentials";
import { type SlackSignature, isFresh, isSigned } from "./signature";

const renewalPauseMs = 60_000;

/**
 * Whether a request is Slack's. The secret may have been rotated, so it is read anew when it does not
 * fit: once a minute at most, as anybody may send what does not fit.
 */
export function createVerifier(secretName: string, secrets: Secrets) {
  // Stored with a line break it would fit no request, and nothing would say why.
  const secret = async (): Promise<string> => (await secrets.get(secretName)).trim();
  let renewedAt = Number.NEGATIVE_INFINITY;

  return async (request: SlackSignature): Promise<boolean> => {
    if (!isFresh(request)) return false;
    if (isSigned(request, await secret())) return true;
    const now = request.now.getTime();
    if (now - renewedAt < renewalPauseMs) return false;
    renewedAt = now;
    secrets.forget(secretName);
    return isSigned(request, await secret());
  };
}

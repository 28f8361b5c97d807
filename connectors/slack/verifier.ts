import type { Secrets } from "../credentials";
import { rotatedSecret } from "../rotated-secret";
import { type SlackSignature, isFresh, isSigned } from "./signature";

/** Whether a request is Slack's, by a secret that may have been rotated. */
export function createVerifier(secretName: string, secrets: Secrets) {
  const check = rotatedSecret(secretName, secrets);
  return async (request: SlackSignature): Promise<boolean> =>
    isFresh(request) && check((secret) => isSigned(request, secret), request.now);
}

import type { Secrets } from "./credentials";

const renewalPauseMs = 60_000;

/**
 * Checks something against a secret that may have been rotated: it is read anew when it does not fit,
 * once a minute at most, as anybody may send what does not fit.
 */
export function rotatedSecret(secretName: string, secrets: Secrets) {
  // Stored with a line break it would fit nothing, and nothing would say why.
  const secret = async (): Promise<string> => (await secrets.get(secretName)).trim();
  let renewedAt = Number.NEGATIVE_INFINITY;

  return async (fits: (secret: string) => boolean, now: Date): Promise<boolean> => {
    if (fits(await secret())) return true;
    if (now.getTime() - renewedAt < renewalPauseMs) return false;
    renewedAt = now.getTime();
    secrets.forget(secretName);
    return fits(await secret());
  };
}

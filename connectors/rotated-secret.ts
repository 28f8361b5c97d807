import type { Secrets } from "./credentials";

const renewalPauseMs = 60_000;

/**
 * Checks again with the secret read anew when it does not fit, since it may have been rotated: once a
 * minute at most, as anybody may send what does not fit.
 */
export function renewing(secretName: string, secrets: Pick<Secrets, "forget">) {
  let renewedAt = Number.NEGATIVE_INFINITY;

  return async (fits: () => Promise<boolean>, now: Date): Promise<boolean> => {
    if (await fits()) return true;
    if (now.getTime() - renewedAt < renewalPauseMs) return false;
    renewedAt = now.getTime();
    secrets.forget(secretName);
    return fits();
  };
}

/** The same for a check of the secret's own text. */
export function rotatedSecret(secretName: string, secrets: Secrets) {
  const check = renewing(secretName, secrets);
  return (fits: (secret: string) => boolean, now: Date): Promise<boolean> =>
    // Stored with a line break it would fit nothing, and nothing would say why.
    check(async () => fits((await secrets.get(secretName)).trim()), now);
}

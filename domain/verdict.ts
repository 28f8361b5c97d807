import { VERDICTS, type Verdict } from "./reputation";

/** How bad a verdict is: unknown, benign, suspicious, malicious. */
export const badness = (verdict: Verdict): number => VERDICTS.indexOf(verdict);

/** Whether a verdict says that something is wrong. */
export const isBad = (verdict: Verdict): boolean => badness(verdict) >= badness("suspicious");

/** The worst of several verdicts; unknown when there are none. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  return verdicts.reduce<Verdict>(
    (worst, verdict) => (badness(verdict) > badness(worst) ? verdict : worst),
    "unknown",
  );
}

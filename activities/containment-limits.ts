import { ConnectorError } from "../connectors/connector-error";
import type { ContainPolicy } from "../domain/policy";
import type { Ledger } from "../ledger/ledger";

type Taken = Record<string, string>;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Counts one containment against what the policy allows in an hour and a day; a repeat counts once. */
export async function takeFromLimits(
  ledger: Ledger,
  { perHour, perDay }: ContainPolicy["limits"],
  key: string,
  now: Date,
): Promise<void> {
  let refusal: string | undefined;
  await ledger.revise<Taken>("containment-limits", (earlier = {}) => {
    const since = (ms: number) => (at: string) => Date.parse(at) > now.getTime() - ms;
    const ofDay = Object.entries(earlier).filter(([, at]) => since(dayMs)(at));
    const taken = Object.fromEntries(ofDay);
    refusal = undefined;
    if (key in taken) return taken;
    const ofHour = ofDay.filter(([, at]) => since(hourMs)(at)).length;
    if (ofHour >= perHour) refusal = `the policy contains ${perHour} targets an hour`;
    if (ofDay.length >= perDay) refusal = `the policy contains ${perDay} targets a day`;
    return refusal === undefined ? { ...taken, [key]: now.toISOString() } : taken;
  });
  if (refusal === undefined) return;
  throw new ConnectorError("activity", "permanent", `Refused: ${refusal}; a human must decide`);
}

import { createHash } from "node:crypto";
import { ConnectorError } from "../connectors/connector-error";
import type { ContainPolicy } from "../domain/policy";
import { counted } from "../domain/words";
import type { Ledger } from "../ledger/ledger";

/** What was contained in the last day: when, in milliseconds since 1970, by a digest of its key. */
type Taken = Record<string, number>;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Counts one containment against what the policy allows in an hour and a day; a repeat counts once. */
export async function takeFromLimits(
  ledger: Ledger,
  { perHour, perDay }: ContainPolicy["limits"],
  key: string,
  now: Date,
): Promise<void> {
  const at = now.getTime();
  // A key may hold a URL: of ten thousand of these no row of a table could hold the list.
  const digest = createHash("sha256").update(key).digest("hex").slice(0, 24);
  let refusal: string | undefined;
  await ledger.revise<Taken>("containment-limits", (earlier = {}) => {
    const ofDay = Object.entries(earlier).filter(([, time]) => time > at - dayMs);
    const taken = Object.fromEntries(ofDay);
    refusal = undefined;
    if (digest in taken) return taken;
    const ofHour = ofDay.filter(([, time]) => time > at - hourMs).length;
    if (ofHour >= perHour) refusal = `the policy contains ${counted(perHour, "target")} an hour`;
    if (ofDay.length >= perDay) refusal = `the policy contains ${counted(perDay, "target")} a day`;
    return refusal === undefined ? { ...taken, [digest]: at } : taken;
  });
  if (refusal === undefined) return;
  throw new ConnectorError("activity", "permanent", `Refused: ${refusal}; a human must decide`);
}

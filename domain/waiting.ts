import { readableTime } from "./readable-time";
import { isSourceName } from "./source-name";
import { sources } from "./source";

/** What is read of a wait; `durable/flow.ts` says it. */
interface Waiting {
  vendor: string;
  until: string;
  ahead: number;
}

/** The waits of a run's custom status as sentences; whatever is none of ours is left out. */
export function waitTexts(customStatus: unknown): string[] {
  const { waits } = (customStatus ?? {}) as { waits?: unknown };
  if (!Array.isArray(waits)) return [];
  return waits.filter(isWaiting).map(({ vendor, until, ahead }) => {
    const line = ahead > 0 ? ` (${ahead} ahead)` : "";
    return `waits for ${titleOf(vendor)} until about ${readableTime(until)}${line}`;
  });
}

const titleOf = (vendor: string): string => (isSourceName(vendor) ? sources[vendor].title : vendor);

const isWaiting = (value: unknown): value is Waiting => {
  const { vendor, until, ahead } = (value ?? {}) as Partial<Waiting>;
  return typeof vendor === "string" && typeof until === "string" && typeof ahead === "number";
};

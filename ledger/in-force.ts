import type { Containment } from "../domain/containment";

const time = (iso: string): number => new Date(iso).getTime();

/** Whether a containment holds at a time: from when it was added until just before it expires. */
export const isInForce = ({ addedAt, expiresAt }: Containment, at: string): boolean =>
  time(addedAt) <= time(at) && time(at) < time(expiresAt);

/**
 * What is in force after one more containment of the same target. One that still holds keeps its
 * reason and its run and at most lasts longer; one that has ended makes room.
 */
export function joined(earlier: Containment | undefined, next: Containment): Containment {
  if (!earlier || time(earlier.expiresAt) <= time(next.addedAt)) return next;
  return time(next.expiresAt) > time(earlier.expiresAt)
    ? { ...earlier, expiresAt: next.expiresAt }
    : earlier;
}

/** A containment that ends now; undefined when it was not in force. */
export const ended = (now: Containment | undefined, at: string): Containment | undefined =>
  now && isInForce(now, at) ? { ...now, expiresAt: at } : undefined;

/** In the order of their values, the same on every machine: the feed's ETag is made from it. */
export const byValue = (containments: Containment[]): Containment[] =>
  containments.toSorted(({ observable: a }, { observable: b }) =>
    a.value < b.value ? -1 : Number(a.value > b.value),
  );

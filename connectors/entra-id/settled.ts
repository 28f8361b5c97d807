import type { Pause } from "./pace";

const waits = [1_000, 3_000, 5_000];

/**
 * Looks until a change is seen, three times more within ten seconds: a read just after a write may be of a
 * copy that has not heard of it. Not seeing it is no failure: it is looked at again later.
 */
export async function untilSeen(pause: Pause, isSeen: () => Promise<boolean>): Promise<void> {
  for (const wait of waits) {
    if (await isSeen()) return;
    await pause(wait);
  }
  await isSeen();
}

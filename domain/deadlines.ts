import type { Policy } from "./policy";

/** What is done while people are asked, that many minutes after they were. */
export interface Deadline {
  afterMinutes: number;
  act: "look" | "remind" | "page" | "end";
}

/**
 * In order of time; what would come at the end or later is left out. Every hour, or a hundred times in
 * all, the flow looks by itself: whoever decided may have been killed before the flow was woken.
 */
export function deadlinesOf({
  remindAfterMinutes,
  pageAfterMinutes,
  expireAfterMinutes,
}: Policy["agree"]): Deadline[] {
  const lookEvery = Math.max(60, Math.ceil(expireAfterMinutes / 100));
  const looks = Array.from({ length: Math.floor(expireAfterMinutes / lookEvery) }, (_, index) => ({
    afterMinutes: (index + 1) * lookEvery,
    act: "look" as const,
  }));
  const wakes: Deadline[] = [
    ...looks,
    ...remindAfterMinutes.map((afterMinutes) => ({ afterMinutes, act: "remind" as const })),
    ...(pageAfterMinutes === null
      ? []
      : [{ afterMinutes: pageAfterMinutes, act: "page" as const }]),
  ];
  return [
    ...wakes
      .filter(({ afterMinutes }) => afterMinutes < expireAfterMinutes)
      .toSorted((a, b) => a.afterMinutes - b.afterMinutes),
    { afterMinutes: expireAfterMinutes, act: "end" },
  ];
}

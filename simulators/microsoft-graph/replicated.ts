/** A row of the directory, and what reads show in its place until a moment, in milliseconds since 1970. */
export interface Replicated<T> {
  current: T;
  stale?: { row: T; until: number };
}

/** As reads show it, which may be as it was a moment ago. */
export const shownOf = <T>({ current, stale }: Replicated<T>, now: number): T =>
  stale && now < stale.until ? stale.row : current;

/** Changed at once; reads show it so many seconds later. */
export const changedTo = <T>(
  row: Replicated<T>,
  current: T,
  now: number,
  seconds: number,
): Replicated<T> => ({
  current,
  ...(seconds > 0 && { stale: { row: shownOf(row, now), until: now + seconds * 1_000 } }),
});

/** A list of a report that may be shown in part. */
export interface FittedList<T> {
  shown: T[];
  /** How many of the list are not shown. */
  more: number;
}

/**
 * Shortens lists until everything together is within `limit`: always the one that is largest, always
 * from its end, and never below one item.
 */
export function fit<T>(
  lists: readonly (readonly T[])[],
  sizeOf: (item: T) => number,
  limit: number,
): FittedList<T>[] {
  const kept = lists.map((list) => list.map((item) => ({ item, size: sizeOf(item) })));
  const sizes = kept.map((list) => list.reduce((sum, { size }) => sum + size, 0));
  let total = sizes.reduce((sum, size) => sum + size, 0);
  while (total > limit) {
    const largest = indexOfLargest(
      kept.map((list, index) => (list.length > 1 ? sizes[index]! : 0)),
    );
    const dropped = largest === undefined ? undefined : kept[largest]?.pop();
    if (largest === undefined || !dropped) break;
    sizes[largest]! -= dropped.size;
    total -= dropped.size;
  }
  return kept.map((list, index) => ({
    shown: list.map(({ item }) => item),
    more: (lists[index]?.length ?? 0) - list.length,
  }));
}

function indexOfLargest(sizes: number[]): number | undefined {
  const largest = Math.max(0, ...sizes);
  return largest === 0 ? undefined : sizes.indexOf(largest);
}

import { z } from "zod";

/** The priorities that rules of ours may have, from the first that counts to the last. */
export interface Priorities {
  from: number;
  to: number;
}

/** A setting such as "100-199", within what the vendor allows. */
export const priorities = (least: number, most: number) => {
  const problem = `must be two priorities from ${least} to ${most}, the lower first: ${least}-${least + 9}`;
  return z
    .string()
    .regex(/^\d{1,5}-\d{1,5}$/, problem)
    .transform((text): Priorities => {
      const [from = 0, to = 0] = text.split("-").map(Number);
      return { from, to };
    })
    .refine(({ from, to }) => least <= from && from <= to && to <= most, problem);
};

/** The first that nobody has; undefined when all are taken. */
export function freePriority(
  { from, to }: Priorities,
  taken: Iterable<number>,
): number | undefined {
  const all = new Set(taken);
  for (let priority = from; priority <= to; priority += 1) {
    if (!all.has(priority)) return priority;
  }
  return undefined;
}

import type { Usage } from "./schema";

/** Seconds until the next month begins in UTC, when the look-ups of a month are there again. */
export function secondsToNextMonth(now: number): number {
  const today = new Date(now);
  const next = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 1);
  return Math.ceil((next - now) / 1000);
}

/** What is left of this month's look-ups, of how many; undefined when IBM does not say it. */
export function lookUpsLeft(usage: Usage, now: number): { left: number; of: number } | undefined {
  const month = new Date(now).toISOString().slice(0, "2026-11".length);
  const plans = usage
    .filter(({ subscriptionType }) => subscriptionType === "api")
    .flatMap(({ usageData }) => {
      const of = usageData?.entitlement;
      if (of === null || of === undefined) return [];
      const used = usageData?.usage?.find(({ cycle }) => cycle === month)?.usage ?? 0;
      return [{ left: Math.max(0, of - used), of }];
    });
  if (plans.length === 0) return undefined;
  return { left: sum(plans.map(({ left }) => left)), of: sum(plans.map(({ of }) => of)) };
}

const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0);

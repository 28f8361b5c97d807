const units = [
  [24 * 60 * 60 * 1000, 10_000],
  [60 * 60 * 1000, 24],
  [60 * 1000, 60],
  [1000, 60],
] as const;

/** A duration as .NET writes it: `[days.]hours:minutes:seconds[.fraction]`, so 3 days are `3.00:00:00`. */
export function timeSpan(milliseconds: number): string {
  const [days, ...clock] = units.map(([unit, limit]) => Math.floor(milliseconds / unit) % limit);
  const time = clock.map((part) => String(part).padStart(2, "0")).join(":");
  const rest = Math.floor(milliseconds) % 1000;
  const fraction = rest === 0 ? "" : `.${String(rest).padStart(3, "0")}0000`;
  return `${days ? `${days}.` : ""}${time}${fraction}`;
}

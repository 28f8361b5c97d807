import type { Clock } from "../clock";

/**
 * From now on `Date.now()` and `new Date()` of this process tell a clock's time: an activity that
 * stamps what it writes, or counts the calls of a minute, lives in the time that the test turns.
 * Timeouts and intervals of JavaScript stay on the real clock, as do `performance.now()` and Node's own.
 */
export function turnDates(clock: Pick<Clock, "now">): void {
  const RealDate = Date;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [clock.now()] : args, newTarget) as object,
    // Date() without `new` is the present time as text.
    apply: () => new RealDate(clock.now()).toString(),
    get: (target, name) =>
      name === "now" ? () => clock.now() : (Reflect.get(target, name) as unknown),
  });
}

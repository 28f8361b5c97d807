import type { Delay } from "./host-process";
import type { Measured } from "./measured";
import type { Line } from "./table";

const whole = (value: number): string => Math.round(value).toLocaleString("en");

/** How a flow whose calls take time does against the handlers in a loop. */
export function waitingLines({ flow, normal, limit, p50Ms, p95Ms }: Measured): Line[] {
  const ratio = limit === undefined ? undefined : normal / limit;
  return [
    {
      figure: `${flow.title}: orchestrations/s`,
      host: (normal / flow.steps).toFixed(1),
      limit: `${((limit ?? 0) / flow.steps).toFixed(1)} handlers in a loop`,
      ratio,
      target: ">= 0.60",
      isMet: (ratio ?? 0) >= 0.6,
    },
    { figure: "  p50 / p95 ms", host: `${whole(p50Ms)} / ${whole(p95Ms)}` },
  ];
}

/** How a flow whose calls take no time does against the SDK alone, and against SQLite alone. */
export function busyLines(measured: Measured): Line[] {
  const { flow, normal, full, limit, raw, rawFull, p50Ms, p95Ms, writeCallsEach } = measured;
  const isCalls = flow.orchestrator === "chain" || flow.orchestrator === "fan-out";
  const unit = isCalls
    ? "completions/s"
    : flow.orchestrator === "signals"
      ? "signals/s"
      : "events/s";
  const against = (value: number, of: number | undefined, name: string) =>
    of === undefined ? {} : { limit: `${whole(of)} ${name}`, ratio: value / of };
  return [
    {
      figure: `${flow.title}: orchestrations/s`,
      host: whole(normal / flow.steps),
      ...(limit !== undefined && against(normal / flow.steps, limit / flow.steps, "SDK, no store")),
    },
    {
      figure: `  ${unit}`,
      host: whole(normal),
      ...against(normal, raw, "raw inserts"),
      ...(isCalls && { target: ">= 3,000", isMet: normal >= 3000 }),
    },
    ...(full === undefined
      ? []
      : [
          {
            figure: `  ${unit}, synchronous=FULL`,
            host: whole(full),
            ...against(full, rawFull, "raw inserts, FULL"),
            ...(isCalls && { target: ">= 1,500", isMet: full >= 1500 }),
          },
        ]),
    { figure: "  p50 / p95 ms", host: `${p50Ms.toFixed(1)} / ${p95Ms.toFixed(1)}` },
    { figure: "  write calls to the system each", host: writeCallsEach.toFixed(2) },
  ];
}

/** How late the event loop was. */
export const delayLine = (figure: string, { p50, p99, max }: Delay): Line => ({
  figure: `event-loop delay, ${figure}: p50/p99/max ms`,
  host: `${p50.toFixed(1)}/${p99.toFixed(1)}/${max.toFixed(0)}`,
  target: "p99 < 20 ms",
  isMet: p99 < 20,
});

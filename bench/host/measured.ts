import { join } from "node:path";
import { figuresOf } from "../measure";
import type { Child } from "./child";
import type { Driven } from "./drive";
import type { Flow } from "./flows";
import type { Delay, HostAsk } from "./host-process";
import type { LoopAsk } from "./loop-process";

export type HostRun = Driven & { delay: Delay; writeCalls: number };

export interface Bench {
  folder: string;
  loop: Child<LoopAsk>;
  normal: Child<HostAsk>;
  full: Child<HostAsk>;
  rounds: number;
}

/** Medians over the rounds of one flow. Rates count calls, events or signals. */
export interface Measured {
  flow: Flow;
  normal: number;
  full: number | undefined;
  /** Without store or host. */
  limit: number | undefined;
  /** Rows of the same bytes into SQLite, a group like the host's at a time. */
  raw: number | undefined;
  rawFull: number | undefined;
  p50Ms: number;
  p95Ms: number;
  delay: Delay;
  fullDelay: Delay | undefined;
  writeCallsEach: number;
}

/** Fixed for all flows; what the host writes for each of them is in docs/bench-host.md. */
const bytesEach = 1_100;

/** Runs one flow in rounds, limits and hosts in turn, so that what disturbs one disturbs all. */
export async function measure(bench: Bench, flow: Flow, withFull: boolean): Promise<Measured> {
  const { loop, normal, full } = bench;
  const limits: number[] = [];
  const [raws, rawFulls]: [number[], number[]] = [[], []];
  const [runs, fulls]: [HostRun[], HostRun[]] = [[], []];
  const waits = flow.activity === "call";
  for (let round = 0; round < bench.rounds; round += 1) {
    if (flow.orchestrator !== "signals") {
      const kind = waits ? "plain" : "sdk";
      limits.push(rateOf(flow, await loop.ask<Driven>({ kind, flow })));
    }
    if (!waits) raws.push(await raw(bench, flow, "normal"));
    runs.push(await normal.ask<HostRun>({ kind: "flow", flow }));
    if (!withFull) continue;
    rawFulls.push(await raw(bench, flow, "full"));
    fulls.push(await full.ask<HostRun>({ kind: "flow", flow }));
  }
  const rates = (from: HostRun[]): number[] => from.map((run) => rateOf(flow, run));
  const { p50Ms, p95Ms } = figuresOf(
    { durationsMs: runs.flatMap(({ durationsMs }) => durationsMs), elapsedMs: 1 },
    undefined,
  );
  return {
    flow,
    normal: median(rates(runs)) ?? 0,
    full: median(rates(fulls)),
    limit: median(limits),
    raw: median(raws),
    rawFull: median(rawFulls),
    p50Ms,
    p95Ms,
    delay: worst(runs),
    fullDelay: fulls.length > 0 ? worst(fulls) : undefined,
    writeCallsEach: (median(runs.map((run) => run.writeCalls)) ?? 0) / (flow.count * flow.steps),
  };
}

const raw = ({ folder, loop }: Bench, flow: Flow, durability: "normal" | "full") =>
  loop.ask<number>({
    kind: "raw",
    raw: {
      file: join(folder, "raw.db"),
      durability,
      rows: flow.count * flow.steps,
      bytes: bytesEach,
      group: 25,
    },
  });

const rateOf = ({ count, steps }: Flow, { elapsedMs }: Driven): number =>
  (count * steps * 1000) / elapsedMs;

/** Of an odd number the middle one. */
export function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function worst(runs: readonly HostRun[]): Delay {
  const all = (of: keyof Delay): number[] => runs.map(({ delay }) => delay[of]);
  return {
    p50: median(all("p50")) ?? 0,
    p99: median(all("p99")) ?? 0,
    max: Math.max(...all("max")),
  };
}

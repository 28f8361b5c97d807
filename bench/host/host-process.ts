import { readFileSync, statSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { type RunningHost, startHost } from "../../local-host/host";
import type { Durability } from "../../local-host/store/open-database";
import { peakMbOf } from "../measure";
import { answerParent } from "./child";
import { drive } from "./drive";
import type { Flow } from "./flows";
import { soak } from "./soak";

/** What a host is asked to do and measure. */
export type HostAsk =
  | { kind: "flow"; flow: Flow }
  | { kind: "idle"; seconds: number }
  | { kind: "soak"; count: number }
  | { kind: "purge" }
  | { kind: "memory" }
  | { kind: "stop" };

/** Milliseconds that the event loop was late. */
export interface Delay {
  p50: number;
  p99: number;
  max: number;
}

const [appDirectory = ".", databaseFile = ":memory:", durability = "normal"] =
  process.argv.slice(2);

async function answer(host: RunningHost, ask: HostAsk): Promise<unknown> {
  switch (ask.kind) {
    case "flow":
      return withDelay(() => drive(host.engine, ask.flow));
    case "idle":
      return idle(ask.seconds);
    case "soak":
      return withDelay(() => soak(host.engine, ask.count));
    case "purge":
      return withDelay(() => purge(host));
    case "memory":
      return { rssMb: process.memoryUsage().rss / 2 ** 20, peakMb: peakMbOf(process.pid) };
    case "stop":
      break;
  }
  return host.stop();
}

/** Sampled every millisecond; what is over that is late. */
async function withDelay<T extends object>(work: () => Promise<T>) {
  const resolution = 1;
  const delay = monitorEventLoopDelay({ resolution });
  const [writes, wal] = [writeCalls(), sizeOf(`${databaseFile}-wal`)];
  delay.enable();
  const result = await work();
  delay.disable();
  const ms = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolution);
  return {
    ...result,
    delay: { p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), max: ms(delay.max) },
    writeCalls: writeCalls() - writes,
    walBytes: sizeOf(`${databaseFile}-wal`) - wal,
  };
}

/** Write calls to the system so far; 0 where it does not tell. */
function writeCalls(): number {
  try {
    return Number(/^syscw: (\d+)$/m.exec(readFileSync("/proc/self/io", "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

async function idle(seconds: number): Promise<{ cpuShare: number }> {
  await pause(500);
  const before = process.cpuUsage();
  await pause(seconds * 1000);
  const { user, system } = process.cpuUsage(before);
  return { cpuShare: (user + system) / 1e6 / seconds };
}

async function purge({ engine }: RunningHost) {
  const began = performance.now();
  const purged = await engine.purgeMany({ createdFrom: 0 });
  return { purged, elapsedMs: performance.now() - began };
}

async function main(): Promise<void> {
  const host = await startHost({
    appDirectory,
    databaseFile,
    durability: durability as Durability,
    port: 0,
    log: (level, message) => {
      if (level === "error" || level === "warning") process.stderr.write(`${level}: ${message}\n`);
    },
  });
  answerParent((ask: HostAsk) => answer(host, ask));
  process.send?.({ ready: true, url: host.url });
}

void main();

import type { Engine } from "../../local-host/engine/engine";
import { drive } from "./drive";
import type { Flow } from "./flows";

/** Memory after each tenth of many orchestrations, garbage collected. */
export async function soak(engine: Engine, count: number) {
  const flow: Flow = {
    title: "soak",
    orchestrator: "chain",
    activity: "compute",
    steps: 1,
    count: count / 10,
    concurrency: 50,
  };
  const heapMb: number[] = [];
  const rssMb: number[] = [];
  const began = performance.now();
  for (let tenth = 0; tenth < 10; tenth += 1) {
    await drive(engine, flow);
    globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    heapMb.push(heapUsed / 2 ** 20);
    rssMb.push(rss / 2 ** 20);
  }
  return { heapMb, rssMb, elapsedMs: performance.now() - began };
}

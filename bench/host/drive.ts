import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Engine } from "../../local-host/engine/engine";
import { inParallel } from "../measure";
import type { Flow } from "./flows";
import { listen } from "./progress";

export interface Driven {
  durationsMs: number[];
  elapsedMs: number;
}

const entities = 10;

/** Runs a flow on an engine, from the start of each orchestration until its end can be read. */
export async function drive(engine: Engine, flow: Flow): Promise<Driven> {
  const { orchestrator, count, concurrency } = flow;
  if (orchestrator === "signals") return signals(engine, flow);
  const ends = new Map<string, () => void>();
  listen({
    ended: (id) => ends.get(id)?.(),
    waits: (id) => void engine.raiseEvent(id, "ping", '{"n":1}'),
  });
  return inParallel(count, concurrency, async () => {
    const began = performance.now();
    const instanceId = randomUUID();
    const ended = new Promise<void>((resolve) => ends.set(instanceId, resolve));
    await start(engine, flow, instanceId);
    await ended;
    ends.delete(instanceId);
    await completed(engine, instanceId);
    return performance.now() - began;
  });
}

async function start(engine: Engine, flow: Flow, instanceId: string): Promise<void> {
  const { activity, steps } = flow;
  const input = JSON.stringify({ activity, steps });
  const started = await engine.startInstance({
    functionName: flow.orchestrator,
    instanceId,
    input,
  });
  if (!started.ok) throw new Error(`Cannot start "${flow.orchestrator}": ${started.reason}`);
}

/** Its code has ended; a few turns of the event loop later that is written and committed. */
async function completed(engine: Engine, instanceId: string): Promise<void> {
  for (let tries = 0; tries < 10_000; tries += 1) {
    await setImmediate();
    const status = engine.status(instanceId)?.runtimeStatus;
    if (status === "Completed") return setImmediate();
    if (status === "Failed") throw new Error(`An orchestration ended ${status}`);
  }
  throw new Error(`The orchestration ${instanceId} has ended and its end is not written`);
}

/** Signals `count` times, `concurrency` at a time, until the last operation is done. */
async function signals(engine: Engine, { count, concurrency }: Flow): Promise<Driven> {
  let left = count;
  const done = Promise.withResolvers<void>();
  listen({
    operated() {
      left -= 1;
      if (left === 0) done.resolve();
    },
  });
  const began = performance.now();
  let next = 0;
  const { durationsMs } = await inParallel(count, concurrency, async () => {
    const sent = performance.now();
    next += 1;
    const key = String(next % entities);
    await engine.signalEntity({ name: "counter", key, operation: "add", input: '{"n":1}' });
    return performance.now() - sent;
  });
  await done.promise;
  await engine.whenIdle();
  return { durationsMs, elapsedMs: performance.now() - began };
}

import { TurnedClock } from "../../../../local-host/clock";
import { turnWhenIdle } from "../../../../local-host/engine/auto-turn";
import { createEngine } from "../../../../local-host/engine/create-engine";
import type { Engine, InstanceStatus } from "../../../../local-host/engine/engine";
import type { EngineOptions } from "../../../../local-host/engine/options";
import type { HistoryEvent } from "../../../../local-host/protocol/history";
import { EventType } from "../../../../local-host/protocol/history";
import { createMemoryStore } from "../../../../local-host/store/memory";
import type { Store } from "../../../../local-host/store/store";
import { type ScriptBody, scriptedProtocol } from "./scripted-protocol";
import { type TestFunctions, testWorker } from "./test-worker";

export interface HarnessOptions
  extends
    Omit<TestFunctions, "orchestrators">,
    Omit<Partial<EngineOptions>, "worker" | "protocol"> {
  scripts?: Record<string, ScriptBody>;
  /** Left to the test. */
  isStarted?: boolean;
}

export interface Harness {
  engine: Engine;
  store: Store;
  worker: ReturnType<typeof testWorker>;
  protocol: ReturnType<typeof scriptedProtocol>;
  log: string[];
  /** Starts "main" (or another) and gives its id. */
  start(input?: unknown, instanceId?: string, functionName?: string): Promise<string>;
  /** Of the harness; a test that brings its own clock turns that one. */
  clock: TurnedClock;
  /** Turns the clock until the instance is over. */
  finish(instanceId: string): Promise<InstanceStatus>;
  /** Start and finish. */
  run(input?: unknown): Promise<InstanceStatus>;
  /** Names of the event types in history, without the frame of the turns. */
  kinds(instanceId: string): string[];
}

const live = ["Pending", "Running", "ContinuedAsNew", "Suspended"];

/** An engine on a store in memory and a turned clock, with orchestrators that a test scripts. */
export function harness(options: HarnessOptions = {}): Harness {
  const {
    scripts = {},
    activities = {},
    entities = {},
    isStarted = true,
    ...engineOptions
  } = options;
  const store = options.store ?? createMemoryStore();
  const clock = new TurnedClock();
  const worker = testWorker({ orchestrators: Object.keys(scripts), activities, entities });
  const protocol = scriptedProtocol(scripts);
  const log: string[] = [];
  const engine = createEngine({
    log: (level, message) => log.push(`${level}: ${message}`),
    clock,
    ...engineOptions,
    store,
    worker,
    protocol,
  });
  if (isStarted) engine.start();

  async function start(input: unknown = {}, instanceId?: string, functionName = "main") {
    const result = await engine.startInstance({
      functionName,
      input: JSON.stringify(input),
      ...(instanceId !== undefined && { instanceId }),
    });
    if (!result.ok) throw new Error(result.reason);
    return result.instanceId;
  }

  async function finish(instanceId: string): Promise<InstanceStatus> {
    const isOver = (): boolean => !live.includes(engine.status(instanceId)!.runtimeStatus);
    await turnWhenIdle(engine, clock, isOver);
    return engine.status(instanceId)!;
  }

  return {
    engine,
    store,
    clock,
    worker,
    protocol,
    log,
    start,
    finish,
    run: async (input) => finish(await start(input)),
    kinds: (instanceId) => kindsOf(engine.history(instanceId)),
  };
}

const names = new Map<number, string>(
  Object.entries(EventType).map(([name, number]) => [number, name]),
);

/** Names of event types, without OrchestratorStarted and OrchestratorCompleted. */
export const kindsOf = (history: readonly HistoryEvent[]): string[] =>
  history
    .map((event) => names.get(event.EventType)!)
    .filter((name) => !["OrchestratorStarted", "OrchestratorCompleted"].includes(name));

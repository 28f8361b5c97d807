// Before the SDK: it stands in for the module that the SDK registers with.
import { testWorker } from "../../protocol/support/test-worker";
import * as df from "durable-functions";
import type { DurableClient, OrchestrationHandler } from "durable-functions";
import { TurnedClock } from "../../../../local-host/clock";
import { turnWhenIdle } from "../../../../local-host/engine/auto-turn";
import { createEngine } from "../../../../local-host/engine/create-engine";
import type { InstanceStatus } from "../../../../local-host/engine/engine";
import { createManagementApi } from "../../../../local-host/management/api";
import { durableClientInput } from "../../../../local-host/management/client-payload";
import { createV3Protocol } from "../../../../local-host/protocol/v3/v3-protocol";
import { createMemoryStore } from "../../../../local-host/store/memory";
import { type Warning, createWarnings } from "../../../../local-host/warnings";
import type { RegisteredFunction } from "../../../../local-host/worker/worker";
import { serve } from "../../../support/loopback";

const functions: RegisteredFunction[] = [];
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const register = (triggerType: string, name: string): number =>
  functions.push({ name, triggerType, bindings: {} });

let flows = 0;

/** Registers a flow with the SDK; its name. */
export function flowOf(handler: OrchestrationHandler, name = `flow${(flows += 1)}`): string {
  df.app.orchestration(name, handler);
  register("orchestrationTrigger", name);
  return name;
}

/** Registers an activity with the SDK. */
export function activity(name: string, handler: (input: unknown) => unknown): void {
  df.app.activity(name, { handler });
  register("activityTrigger", name);
}

/** Registers an entity with the SDK. */
export function entity(name: string, handler: df.EntityHandler<unknown>): void {
  df.app.entity(name, handler);
  register("entityTrigger", name);
}

export interface TrapHost {
  client: DurableClient;
  warnings: Warning[];
  /** As `<level>: <line>`. */
  lines: string[];
  broken: () => ReadonlyMap<string, number>;
  /** Answers of the built-in HTTP activity, in turn. */
  httpAnswers: object[];
  status(instanceId: string): InstanceStatus;
  history: ReturnType<typeof createEngine>["history"];
  /** Until nothing runs. */
  idle(): Promise<void>;
  /** Skips time until the instance has ended, or nothing is left to wait for. */
  settle(instanceId: string): Promise<InstanceStatus>;
}

const over = ["Completed", "Failed", "Terminated"];

/** Engine, management API and the SDK's client, over everything that was registered. */
export async function trapHost(isStrict = false): Promise<TrapHost> {
  const clock = new TurnedClock();
  const lines: string[] = [];
  const warnings: Warning[] = [];
  const httpAnswers: object[] = [];
  const told = createWarnings({
    log: (level, message) => void lines.push(`${level}: ${message}`),
    onWarning: (warning) => void warnings.push(warning),
    isStrict,
  });
  const { warn } = told;
  const worker = {
    functions,
    invoke: testWorker.invoke.bind(testWorker),
    stop: async () => undefined,
  };
  const engine = createEngine({
    store: createMemoryStore(),
    clock,
    worker,
    protocol: createV3Protocol(worker, { isStrict }),
    warn,
    httpActivity: async () => JSON.stringify(httpAnswers.shift()),
  });
  engine.start();
  const hub = { taskHub: "Hub", connectionName: "Storage" };
  const log = (): void => undefined;
  const server = await serve(createManagementApi({ ...hub, engine, clock, log, warn }));
  closing.push(async () => {
    await engine.stop(0);
    await server.close(0);
  });
  const { string } = durableClientInput(`127.0.0.1:${server.port}`, hub) as { string: string };
  // The class is not exported: an app gets one from its input.
  const module = jest.requireActual<{ DurableClient: new (data: unknown) => DurableClient }>(
    "durable-functions/lib/src/durableClient/DurableClient",
  );

  const status = (id: string): InstanceStatus => engine.status(id)!;
  const isOver = (id: string): boolean => over.includes(status(id).runtimeStatus);
  return {
    client: new module.DurableClient(JSON.parse(string)),
    warnings,
    lines,
    broken: told.broken,
    httpAnswers,
    status,
    history: engine.history,
    idle: () => engine.whenIdle(),
    async settle(id) {
      await turnWhenIdle(engine, clock, () => isOver(id) || clock.next() === undefined);
      return status(id);
    },
  };
}

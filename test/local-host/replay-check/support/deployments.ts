// Before the SDK: it stands in for the module that the SDK registers with.
import { testWorker } from "../../protocol/support/test-worker";
import * as df from "durable-functions";
import type { OrchestrationHandler } from "durable-functions";
import { TurnedClock } from "../../../../local-host/clock";
import { turnWhenIdle } from "../../../../local-host/engine/auto-turn";
import { createEngine } from "../../../../local-host/engine/create-engine";
import type { Engine } from "../../../../local-host/engine/engine";
import { knownFunctions } from "../../../../local-host/engine/known-functions";
import { createV3Protocol } from "../../../../local-host/protocol/v3/v3-protocol";
import { checkRuns } from "../../../../local-host/replay-check/check-runs";
import type { Finding } from "../../../../local-host/replay-check/finding";
import { runsOf } from "../../../../local-host/replay-check/stored-runs";
import type { Count } from "../../../../local-host/replay-check/tally";
import { createMemoryStore } from "../../../../local-host/store/memory";

export type Flows = Record<string, OrchestrationHandler>;

/** Activities that the old code's runs call; each answers with its name. */
const activities = ["a", "b", "c", "rejected", "flaky"];
/** What the activity "flaky" still has to fail. */
export const failures = { left: 0 };
/** Names of the activities that were run. */
export const calls: string[] = [];

for (const name of activities) {
  df.app.activity(name, {
    handler: () => {
      calls.push(name);
      if (name === "flaky" && failures.left-- > 0) throw new Error("not yet");
      return name;
    },
  });
}

df.app.entity("counter", ({ df: entity }: df.EntityContext<number>) => {
  const sum = (entity.getState(() => 0) ?? 0) + Number(entity.getInput() ?? 0);
  entity.setState(sum);
  entity.return(sum);
});

export interface Deployed {
  engine: Engine;
  clock: TurnedClock;
  /** Starts a flow and runs everything until nothing is ready, without turning the clock. */
  start(flow: string, input?: unknown): Promise<string>;
  raise(id: string, event: string, value: unknown): Promise<void>;
  /** Turns the clock until it has ended. */
  finish(id: string): Promise<void>;
  /** What a check finds when this code was deployed; the flows of before are gone. */
  check(flows: Flows, options?: { runningOnly: boolean }): Promise<Checked>;
}

export interface Checked {
  findings: Finding[];
  counts: Count[];
}

const registered = (triggerType: string, names: string[]) =>
  names.map((name) => ({ name, triggerType, bindings: {} }));

const invoke = testWorker.invoke.bind(testWorker);

/** An engine with flows of the real SDK, on a clock that stands still. */
export function deploy(flows: Flows, storeInputs = false): Deployed {
  register(flows);
  const clock = new TurnedClock();
  const store = createMemoryStore();
  const functions = [
    ...registered("orchestrationTrigger", Object.keys(flows)),
    ...registered("activityTrigger", activities),
    ...registered("entityTrigger", ["counter"]),
  ];
  const worker = { invoke, stop: async () => undefined, functions };
  const protocol = createV3Protocol(worker);
  const engine = createEngine({ store, clock, protocol, worker, storeInputs });
  engine.start();
  const isOver = (id: string) => ["Completed", "Failed"].includes(engine.status(id)!.runtimeStatus);

  return {
    engine,
    clock,
    async start(functionName, input = {}) {
      const result = await engine.startInstance({ functionName, input: JSON.stringify(input) });
      if (!result.ok) throw new Error(result.reason);
      await engine.whenIdle();
      return result.instanceId;
    },
    async raise(id, event, value) {
      await engine.raiseEvent(id, event, JSON.stringify(value));
      await engine.whenIdle();
    },
    finish: (id) => turnWhenIdle(engine, clock, () => isOver(id)),
    async check(newFlows, options = { runningOnly: false }) {
      register(newFlows);
      const findings: Finding[] = [];
      const names = registered("orchestrationTrigger", Object.keys(newFlows));
      const counts = await checkRuns(
        {
          protocol: createV3Protocol({ invoke }, { isTraced: true }),
          functions: knownFunctions({ functions: names }),
          onFinding: (finding) => findings.push(finding),
        },
        runsOf(store, options.runningOnly),
      );
      return { findings, counts };
    },
  };
}

function register(flows: Flows): void {
  for (const [name, flow] of Object.entries(flows)) df.app.orchestration(name, flow);
}

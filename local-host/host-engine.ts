import { realClock } from "./clock";
import { createEngine } from "./engine/create-engine";
import type { Engine } from "./engine/engine";
import type { HostSetting } from "./host-setting";
import { httpActivity } from "./http-activity";
import { createV3Protocol } from "./protocol/v3/v3-protocol";
import { inCategory } from "./log";
import type { Store } from "./store/store";
import type { Worker } from "./worker/worker";

/** The durable back end with the settings of host.json, over durable-functions 3.5. */
export function createHostEngine(worker: Worker, store: Store, setting: HostSetting): Engine {
  const { hostJson, clock, log, environment } = setting;
  const { durableTask } = hostJson;
  if (durableTask.overridableExistingInstanceStates === "AnyState") {
    log("warning", "overridableExistingInstanceStates: this host knows NonRunningStates only");
  }
  return createEngine({
    store,
    clock,
    worker,
    log: inCategory(log, "Host.Triggers.DurableTask"),
    protocol: createV3Protocol(worker, {
      httpPollInterval: durableTask.defaultAsyncRequestSleepTimeMilliseconds,
      maxActions: durableTask.maxOrchestrationActions,
    }),
    limits: {
      activities: durableTask.maxConcurrentActivityFunctions,
      orchestrators: durableTask.maxConcurrentOrchestratorFunctions,
      entities: durableTask.maxConcurrentEntityFunctions,
      entityBatch: durableTask.maxEntityOperationBatchSize,
    },
    storeInputs: durableTask.storeInputsInOrchestrationHistory,
    httpActivity: httpActivity(realClock, environment),
  });
}

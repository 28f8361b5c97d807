import { realClock } from "./clock";
import { createEngine } from "./engine/create-engine";
import type { Engine } from "./engine/engine";
import type { HostSetting } from "./host-setting";
import { httpActivity } from "./http-activity";
import type { V3Settings } from "./protocol/v3/settings";
import { createV3Protocol } from "./protocol/v3/v3-protocol";
import { inCategory } from "./log";
import type { Store } from "./store/store";
import type { Worker } from "./worker/worker";

/** The durable back end with the settings of host.json, over durable-functions 3.5. */
export function createHostEngine(worker: Worker, store: Store, setting: HostSetting): Engine {
  const { hostJson, clock, log, warnings, environment } = setting;
  const { durableTask } = hostJson;
  return createEngine({
    store,
    clock,
    worker,
    log: inCategory(log, "Host.Triggers.DurableTask"),
    warn: warnings.warn,
    protocol: createV3Protocol(worker, {
      ...protocolSettings(setting),
      isStrict: warnings.isStrict,
    }),
    limits: {
      activities: durableTask.maxConcurrentActivityFunctions,
      orchestrators: durableTask.maxConcurrentOrchestratorFunctions,
      entities: durableTask.maxConcurrentEntityFunctions,
      entityBatch: durableTask.maxEntityOperationBatchSize,
    },
    overridesRunning: durableTask.overridableExistingInstanceStates === "AnyState",
    defaultVersion: durableTask.defaultVersion,
    storeInputs: durableTask.storeInputsInOrchestrationHistory,
    httpActivity: httpActivity(realClock, environment),
  });
}

/** What host.json says about replays. */
export const protocolSettings = ({
  hostJson: { durableTask },
}: Pick<HostSetting, "hostJson">): Partial<V3Settings> => ({
  httpPollInterval: durableTask.defaultAsyncRequestSleepTimeMilliseconds,
  maxActions: durableTask.maxOrchestrationActions,
});

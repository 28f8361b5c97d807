import { realClock } from "../clock";
import type { Log } from "../log";
import { createBusy } from "./busy";
import { type Commit, createCommit } from "./commit";
import { createControls } from "./controls";
import type { Engine } from "./engine";
import { createHistoryCache } from "./history-cache";
import { knownFunctions } from "./known-functions";
import { createLanes } from "./lanes";
import { type EngineOptions, defaultLimits } from "./options";
import { createPurges } from "./purges";
import { createQueries } from "./queries";
import { createRewind } from "./rewind";
import { createSignals } from "./signals";
import { createStarts } from "./starts";
import { createTimers } from "./timers";
import { createTurnTime } from "./turn-time";

/**
 * The durable back end on a store. Invariants:
 *
 * 1. Whatever happens is one write group: what it consumes, what it changes, what it sends out.
 * 2. Nothing is acknowledged or dispatched before it is durable.
 * 3. What is durable and not done is in the store: a start takes it up, whatever killed the process.
 * 4. With nothing to do, nothing runs: no polling, one timer of the clock.
 */
export function createEngine(options: EngineOptions): Engine {
  const { store } = options;
  const { lanes, timers, busy, phase, commit, time, functions, cache } = assemble(options);

  return {
    start() {
      if (phase.current !== "created") throw new Error("The durable engine was started before");
      phase.current = "running";
      store.messageTargets().forEach((target) => lanes.wake(target));
      store.work().forEach((work) => lanes.work(work));
      timers.arm();
    },
    async stop(graceMs) {
      if (phase.isStopping()) return;
      phase.current = "stopping";
      timers.close();
      await within(graceMs, lanes.close());
      phase.current = "stopped";
      await store.durable();
      store.close();
    },
    isIdle: () => busy.isIdle(),
    whenIdle: () => busy.whenIdle(),
    ...createStarts({
      store,
      commit,
      time,
      functions,
      overridesRunning: options.overridesRunning ?? false,
      defaultVersion: options.defaultVersion ?? null,
      forgetHistory: (instanceId) => cache.forget(instanceId),
    }),
    ...createControls(store, commit, time),
    ...createRewind(store, commit, time),
    ...createPurges(store, commit),
    ...createSignals(commit, time, functions),
    ...createQueries(store),
  };
}

/** The parts that run on their own, and know each other. */
function assemble(options: EngineOptions) {
  const { store, clock, worker, protocol, httpActivity } = options;
  const log: Log = options.log ?? (() => undefined);
  const phase = createPhase();
  const busy = createBusy();
  const time = createTurnTime(store, clock);
  const functions = knownFunctions(worker);
  const cache = createHistoryCache(store, options.cachedEvents ?? defaultCachedEvents);

  // Until the start everything waits in the store, where the start finds it.
  const whenRunning = (dispatch: () => void): void => {
    if (phase.current === "running") dispatch();
  };
  const commitOpen = createCommit({
    store,
    time,
    busy,
    dispatch: {
      wake: (target) => whenRunning(() => lanes.wake(target)),
      work: (work) => whenRunning(() => lanes.work(work)),
      timersChanged: () => whenRunning(() => timers.arm()),
    },
  });
  const commit: Commit = async (group) => {
    if (phase.current === "stopped") throw new Error("The durable engine has stopped");
    return commitOpen(group);
  };
  const onError = (what: string, error: unknown): void => {
    if (phase.current === "stopped") return; // a handler that outlived the grace: it runs again
    const reason = error instanceof Error ? error.message : String(error);
    log("error", `Cannot go on with ${what}: ${reason}. It is taken up by the next start`);
  };

  const lanes = createLanes({
    store,
    commit,
    time,
    busy,
    functions,
    worker,
    protocol,
    httpActivity,
    log,
    onError,
    limits: { ...defaultLimits, ...options.limits },
    cache,
    defaultVersion: options.defaultVersion ?? null,
    storeInputs: options.storeInputs ?? false,
    warn: options.warn ?? (() => undefined),
    isStopping: phase.isStopping,
  });
  const timers = createTimers({
    store,
    clock,
    commit,
    busy,
    onError: (error) => onError("durable timers", error),
  });
  return { lanes, timers, busy, phase, commit, time, functions, cache };
}

const defaultCachedEvents = 50_000;

function createPhase() {
  const phase = {
    current: "created" as "created" | "running" | "stopping" | "stopped",
    isStopping: () => phase.current === "stopping" || phase.current === "stopped",
  };
  return phase;
}

/** Real time, because what is waited for is the app's own code, which no test can turn. */
async function within(milliseconds: number, end: Promise<void>): Promise<void> {
  const over = Promise.withResolvers<void>();
  const cancel = realClock.setTimer(realClock.now() + milliseconds, over.resolve);
  await Promise.race([end, over.promise]);
  cancel();
}

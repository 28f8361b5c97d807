import { type Clock, realClock } from "./clock";
import { tellOfDuplicateStarts } from "./duplicate-starts";
import type { Engine } from "./engine/engine";
import { functionList } from "./function-list";
import { createHostEngine } from "./host-engine";
import { createHostHandlers, createInputSource, inTurn } from "./host-handlers";
import { type HostSetting, isDisabled, readHostSetting } from "./host-setting";
import { type HostHandler, type HttpServer, startHttpServer } from "./http-server";
import type { Log } from "./log";
import { openStore } from "./open-store";
import type { Durability } from "./store/open-database";
import type { Store } from "./store/store";
import { withCors } from "./triggers/cors";
import { httpRoutes } from "./triggers/http-routes";
import { type Timers, createTimers } from "./triggers/timer";
import { loadApp } from "./worker/load-app";
import type { Worker } from "./worker/worker";
import type { RuleName } from "./rules";
import type { Warn, Warning } from "./warnings";

/**
 * The local host: loads one Functions app and runs it.
 *
 * 1. The port is taken first: the app learns its own address from WEBSITE_HOSTNAME as it loads.
 * 2. Nothing runs before everything is there; until then, and while it stops, requests get 503.
 * 3. It stops from the outside in: triggers, engine, app, port. A handler that is still running can
 *    reach the durable API until the engine has stopped.
 */
export interface HostOptions {
  appDirectory: string;
  /** 0 is a free one. By default Host.LocalHttpPort of local.settings.json, or 7071. */
  port?: number | undefined;
  /** Absolute, or ":memory:": the app's folder becomes the working directory. */
  databaseFile: string;
  /** "normal" by default. */
  durability?: Durability;
  /** Asks callers for keys, as Azure does. They are kept in `keys.json` beside the database. */
  asksForKeys?: boolean;
  clock?: Clock;
  log?: Log;
  /** Called for every warning of docs/local-host-rules.md: once an execution, for what a flow does. */
  onWarning?: Warn;
  /** A warning is an error: an orchestration that breaks a rule fails. Off by default. */
  strict?: boolean;
  /** Writes what is "debug" too, where host.json names no level of its own. */
  verbose?: boolean;
  /** What the app sees as its environment, into which its settings are written. process.env by default. */
  environment?: Record<string, string | undefined>;
  /** Puts something between host and app: for a test that watches or disturbs it. */
  wrapWorker?: (worker: Worker) => Worker;
}

export interface RunningHost {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  url: string;
  port: number;
  engine: Engine;
  worker: Worker;
  /** The different warnings so far: each rule, function and sentence once. */
  warnings(): Warning[];
  /** How many of them broke which rule. Nothing unless the host is strict. */
  brokenRules(): ReadonlyMap<RuleName, number>;
  /** Gives what runs `graceMs` to end: by default 5 seconds, or 30 with useGracefulShutdown. */
  stop(graceMs?: number): Promise<void>;
}

/** Which handler answers now. */
interface Gate {
  handler: HostHandler;
}

/** Starts a host. Rejects with one sentence when it cannot. */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const setting = readHostSetting(options);
  const gate: Gate = { handler: () => ({ status: 503 }) };
  const server = await startHttpServer(
    options.port ?? setting.local.port ?? 7071,
    withCors(setting.local.cors, (request) => gate.handler(request)),
    setting.log,
  );
  try {
    setting.environment["WEBSITE_HOSTNAME"] = `127.0.0.1:${server.port}`;
    const loaded = await loadApp(setting.appDirectory, {
      inputs: createInputSource(`127.0.0.1:${server.port}`, setting),
      log: setting.log,
      warn: setting.warnings.warn,
      clock: realClock, // a handler takes real time, whatever clock the rest goes by
      timeoutMs: setting.hostJson.functionTimeoutMs,
    });
    const app = options.wrapWorker?.(loaded) ?? loaded;
    const worker = tellOfDuplicateStarts(app, setting.warnings.warn);
    const store = openStore(options.databaseFile, options.durability ?? "normal");
    return open(worker, store, server, gate, setting);
  } catch (error) {
    await server.close(0);
    throw error;
  }
}

function open(
  worker: Worker,
  store: Store,
  server: HttpServer,
  gate: Gate,
  setting: HostSetting,
): RunningHost {
  try {
    const { clock, log, warnings, environment, hostJson, keys } = setting;
    const url = `http://127.0.0.1:${server.port}`;
    const enabled = worker.functions.filter(({ name }) => !isDisabled(setting, name));
    const engine = createHostEngine({ ...worker, functions: enabled }, store, setting);
    const timers = createTimers({
      functions: enabled,
      worker,
      clock,
      zone: setting.zone,
      statuses: store,
      setting: (name) => environment[name],
      log: warnings.log,
    });
    keys?.keepFor(httpRoutes(worker.functions, "").map(({ functionName }) => functionName));
    const { internal, functions } = createHostHandlers(worker, engine, url, setting);
    const lines = functionList(enabled, httpRoutes(enabled, hostJson.routePrefix), url);
    for (const line of lines) log("information", line);
    if (keys) log("information", `Keys are asked for: ${keys.whereabouts}`);

    engine.start();
    timers.start();
    gate.handler = inTurn(internal, functions);
    const graceMs = hostJson.durableTask.useGracefulShutdown ? 30_000 : 5000;
    const stop = stopper({ engine, timers, worker, server, gate, internal }, graceMs);
    const { list, broken } = warnings;
    return { url, port: server.port, engine, worker, warnings: list, brokenRules: broken, stop };
  } catch (error) {
    store.close();
    throw error;
  }
}

interface StopParts {
  engine: Engine;
  timers: Timers;
  worker: Worker;
  server: HttpServer;
  gate: Gate;
  internal: HostHandler;
}

function stopper(
  { engine, timers, worker, server, gate, internal }: StopParts,
  usualGraceMs: number,
) {
  let stopped: Promise<void> | undefined;
  const stop = async (graceMs: number): Promise<void> => {
    gate.handler = inTurn(internal, () => ({ status: 503 }));
    await timers.stop(graceMs);
    await engine.stop(graceMs);
    await worker.stop();
    await server.close(graceMs);
  };
  return (graceMs = usualGraceMs): Promise<void> => (stopped ??= stop(graceMs));
}

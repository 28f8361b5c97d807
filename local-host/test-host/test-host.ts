import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { HistoryEvent } from "../protocol/history";
import type { Durability } from "../store/open-database";
import type { ActivityRun, InjectedFailure, ProgramOptions, Tell } from "./asks";
import type { MemoryUse } from "./memory";
import { type Duration, milliseconds } from "./duration";
import { type Instances, type TestStatus, instancesAt } from "./instances";
import { type TestedProcess, startTestedProcess } from "./tested-process";

/**
 * A host for tests of a durable app. It runs the built app in a process of its own, so that it can
 * be killed, and on a clock that stands still: waiting costs nothing, because `finish` and `turnBy`
 * jump from one timer to the next whenever nothing is runnable. The app's own `Date` tells that
 * time, too; its timeouts and intervals stay real.
 */
export interface TestHostOptions {
  /** The folder of the app, with host.json and package.json; built. */
  app: string;
  /** Environment of the app; wins over local.settings.json. */
  settings?: Record<string, string>;
  /** Where the clock begins; 2026-01-01 by default. */
  startsAt?: Date;
  /** "real" waits for time; the default turns it. */
  clock?: "turned" | "real";
  /** A file to go on from and to keep; by default a new one, removed by `stop`. */
  databaseFile?: string;
  durability?: Durability;
  /** 0 by default: a free one. */
  port?: number;
  /** Another build of `local-host/test-host/program.ts`. */
  program?: string;
}

export interface TestHost extends Instances {
  /** `http://127.0.0.1:<port>`; the same after a restart. */
  readonly url: string;
  /** The time of the turned clock. */
  now(): Date;
  /** Every event, as the SDK gets it. */
  history(instanceId: string): Promise<HistoryEvent[]>;

  /** Resolves when nothing is runnable at the present time. */
  settle(): Promise<void>;
  /** Skips time until an instance has ended. Rejects when it has not `within` (a year by default). */
  finish(instanceId: string, options?: { within?: Duration }): Promise<TestStatus>;
  /** Turns the clock, timer by timer, each one's consequences before the next. */
  turnBy(duration: Duration): Promise<void>;
  turnTo(time: Date): Promise<void>;

  /** Lets the next runs of an activity fail; also those of the process after a restart. */
  failActivity(
    activity: string,
    options?: { times?: number; message?: string; afterwards?: boolean },
  ): Promise<void>;
  /** Every run of an activity so far, those of killed processes included, in order of their end. */
  activityRuns(activity?: string): ActivityRun[];
  /** What the host warned of. */
  warnings(): string[];
  /** Everything that host and app logged. */
  logs(): { level: string; message: string }[];
  /** What the process holds after a garbage collection. */
  memory(): Promise<MemoryUse>;

  /** Ends the process as a crash would. */
  kill(): Promise<void>;
  /** Starts a process on what the last one left; kills that one if it still runs. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const year = { days: 366 };

/** What a test host remembers of all its processes. */
interface Memory {
  at: number;
  runs: ActivityRun[];
  logs: { level: string; message: string }[];
  failures: InjectedFailure[];
}

/** Starts a host for a test. Rejects with what the host said when it cannot. */
export async function startTestHost(options: TestHostOptions): Promise<TestHost> {
  const isReal = options.clock === "real";
  const folder = options.databaseFile ? undefined : mkdtempSync(join(tmpdir(), "test-host-"));
  const memory: Memory = {
    at: options.startsAt?.getTime() ?? Date.UTC(2026, 0, 1),
    runs: [],
    logs: [],
    failures: [],
  };
  const programOptions = (port: number): ProgramOptions => ({
    appDirectory: resolve(options.app),
    databaseFile: resolve(options.databaseFile ?? join(folder ?? "", "durable.db")),
    durability: options.durability ?? "normal",
    port,
    startsAt: isReal ? null : memory.at,
    failures: memory.failures,
  });
  const start = (port: number): Promise<TestedProcess> =>
    startTestedProcess(
      options.program ?? join(__dirname, "program.js"),
      programOptions(port),
      options.settings ?? {},
      (tell) => remember(memory, tell),
    );
  const discard = (): void => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  };
  const tested = await start(options.port ?? 0).catch((error: unknown) => {
    discard();
    throw error;
  });
  return testHost(tested, start, memory, isReal, discard);
}

function remember(memory: Memory, tell: Tell): void {
  if (tell.kind === "now") memory.at = tell.at;
  if (tell.kind === "log") memory.logs.push({ level: tell.level, message: tell.message });
  if (tell.kind !== "run") return;
  memory.runs.push(tell.run);
  const used = memory.failures.find(
    ({ activity, times }) => times > 0 && activity.toLowerCase() === tell.run.name.toLowerCase(),
  );
  if (tell.run.injected && used) used.times -= 1;
}

function testHost(
  first: TestedProcess,
  start: (port: number) => Promise<TestedProcess>,
  memory: Memory,
  isReal: boolean,
  discard: () => void,
): TestHost {
  let tested = first;
  const { url } = first;
  const instances = instancesAt(url);
  const now = (): number => (isReal ? Date.now() : memory.at);
  const turnTo = async (at: number): Promise<void> =>
    void (await tested.ask({ kind: "turn-to", at }));
  const kill = (): Promise<void> => tested.kill();
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await tested.ask({ kind: "stop" }).catch(() => undefined); // one that was killed has stopped
    await kill();
    discard();
  };

  return {
    url,
    now: () => new Date(now()),
    ...instances,
    history: async (instanceId) =>
      (await tested.ask({ kind: "history", instanceId })) as HistoryEvent[],

    settle: async () => void (await tested.ask({ kind: "settle" })),
    async finish(instanceId, { within = year } = {}) {
      await tested.ask({ kind: "finish", instanceId, by: now() + milliseconds(within) });
      const ended = await instances.status(instanceId);
      if (!ended) throw new Error(`"${instanceId}" has ended, and is gone`);
      return ended;
    },
    turnBy: (duration) => turnTo(memory.at + milliseconds(duration)),
    turnTo: (time) => turnTo(time.getTime()),

    async failActivity(activity, { times = 1, message, afterwards = false } = {}) {
      const sentence = message ?? `"${activity}" fails because the test says so`;
      const failure = { activity, times, message: sentence, afterwards };
      memory.failures.push(failure);
      await tested.ask({ kind: "fail", failure });
    },
    activityRuns: (activity) =>
      memory.runs.filter(({ name }) => activity === undefined || name === activity),
    warnings: () =>
      memory.logs.filter(({ level }) => level === "warning").map(({ message }) => message),
    logs: () => [...memory.logs],
    memory: async () => (await tested.ask({ kind: "memory" })) as MemoryUse,

    kill,
    async restart() {
      await kill();
      tested = await start(Number(new URL(url).port));
    },
    stop: () => (stopped ??= stop()),
    [Symbol.asyncDispose]: () => (stopped ??= stop()),
  };
}

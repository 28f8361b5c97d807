import { setTimeout as pause } from "node:timers/promises";
import { type Clock, TurnedClock, realClock } from "../clock";
import { type Runs, settle } from "../engine/auto-turn";
import { isFinished } from "../engine/runtime-status";
import { type RunningHost, startHost } from "../host";
import type { Log } from "../log";
import type { Ask, ProgramOptions, Tell } from "./asks";
import { memoryUse } from "./memory";
import { turnDates } from "./turned-dates";
import { together, turn } from "./turning";
import { createWatch } from "./watched-worker";

/** The tested process: a host, and a parent that turns its clock. `startTestHost` starts it. */

const tell = (what: Tell): void => void process.send?.(what);

interface Tested {
  host: RunningHost;
  runs: Runs;
  clock: TurnedClock | undefined;
  watch: ReturnType<typeof createWatch>;
}

async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? "{}") as ProgramOptions;
  const { startsAt, failures, ...where } = options;
  const clock = startsAt === null ? undefined : new TurnedClock(startsAt);
  const watch = createWatch(failures, (run) => tell({ kind: "run", run }));
  const log: Log = (level, message) => tell({ kind: "log", level, message });
  const running: Clock = clock ?? realClock;
  if (clock) turnDates(clock);
  const host = await startHost({ ...where, clock: running, log, wrapWorker: watch.wrap });
  const tested = { host, watch, clock, runs: together(host.engine, watch.busy) };
  process.on("message", ({ id, ask }: { id: number; ask: Ask }) => void answer(tested, id, ask));
  process.on("disconnect", () => process.exit(0));
  tell({ kind: "ready", url: host.url });
}

async function answer(tested: Tested, id: number, ask: Ask): Promise<void> {
  try {
    tell({ kind: "answer", id, value: await perform(tested, ask) });
  } catch (error) {
    tell({ kind: "answer", id, error: error instanceof Error ? error.message : String(error) });
  }
}

async function perform(tested: Tested, ask: Ask): Promise<unknown> {
  if (ask.kind === "history") return tested.host.engine.history(ask.instanceId);
  if (ask.kind === "memory") return memoryUse();
  return act(tested, ask);
}

async function act(
  tested: Tested,
  ask: Exclude<Ask, { kind: "history" | "memory" }>,
): Promise<void> {
  const { host, runs, watch } = tested;
  switch (ask.kind) {
    case "settle":
      await settle(runs);
      break;
    case "turn-to":
      await turn(runs, turnable(tested), ask.at, () => tellTime(tested));
      break;
    case "finish":
      await finish(tested, ask.instanceId, ask.by);
      break;
    case "fail":
      watch.add(ask.failure);
      break;
    case "stop":
      await host.stop();
  }
}

async function finish(tested: Tested, instanceId: string, by: number): Promise<void> {
  const { host, runs, clock } = tested;
  const isOver = (): boolean => {
    const status = host.engine.status(instanceId);
    if (!status) throw new Error(`Cannot finish "${instanceId}": there is no such instance`);
    return isFinished(status.runtimeStatus);
  };
  if (!clock) return untilOver(isOver, instanceId, by);
  if (await turn(runs, clock, by, () => tellTime(tested), isOver)) return;
  throw notOver(tested, instanceId, by);
}

/** On the real clock there is no time to skip: it is waited for. */
async function untilOver(isOver: () => boolean, instanceId: string, by: number): Promise<void> {
  while (!isOver()) {
    if (Date.now() > by) throw new Error(`"${instanceId}" has not ended in the time it was given`);
    await pause(10);
  }
}

function notOver({ host }: Tested, instanceId: string, by: number): Error {
  const status = host.engine.status(instanceId)?.runtimeStatus;
  const waits = host.engine.history(instanceId).length;
  return new Error(
    `"${instanceId}" is ${status} still at ${new Date(by).toISOString()}, after ${waits} events of ` +
      "history. Raise the event that it waits for, or give it more time with { within }",
  );
}

const tellTime = ({ clock }: Tested): void => tell({ kind: "now", at: turnable({ clock }).now() });

function turnable({ clock }: Pick<Tested, "clock">): TurnedClock {
  if (clock) return clock;
  throw new Error('Cannot turn the real clock: start the test host without clock: "real"');
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});

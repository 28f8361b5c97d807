import { join } from "node:path";
import { TurnedClock, realClock } from "../../../local-host/clock";
import { turnWhenIdle } from "../../../local-host/engine/auto-turn";
import { createEngine } from "../../../local-host/engine/create-engine";
import type { Engine } from "../../../local-host/engine/engine";
import { httpActivity } from "../../../local-host/http-activity";
import { EventType } from "../../../local-host/protocol/history";
import { createV3Protocol } from "../../../local-host/protocol/v3/v3-protocol";
import { openSqliteStore } from "../../../local-host/store/sqlite";
import type { Worker } from "../../../local-host/worker/worker";
import { accountOf, readLines } from "./journal";
import { point, record, recorded, recordedHttp, tell } from "./recorded";
import { type Outcome, type Shape, hasEnded } from "./shapes";

export interface LifeOptions {
  worker: Worker;
  shape: Shape;
  /** Holds the database and the journal of every process that had it. */
  folder: string;
  /** What the clock shows at the start. */
  now: number;
  onPoint: (count: number) => void;
}

export const filesIn = (folder: string) => ({
  database: join(folder, "durable.db"),
  journal: join(folder, "journal"),
});

/**
 * Takes up what is in a folder, asks for what its script still has to ask for, and sees it to its end:
 * what a process does, the first one as well as the one after a crash.
 */
export async function live({ worker, shape, folder, now, onPoint }: LifeOptions): Promise<Outcome> {
  const { database, journal } = filesIn(folder);
  const { done } = accountOf(readLines(journal));
  record({ journal, onPoint });
  const clock = new TurnedClock(now);
  const engine = createEngine({
    store: recorded(openSqliteStore({ file: database })),
    clock,
    worker,
    protocol: createV3Protocol(worker),
    httpActivity: recordedHttp(httpActivity(realClock, {})),
  });
  engine.start();
  point("after the start");
  try {
    for (const step of shape.script.filter(({ ask }) => !done.has(ask))) {
      if (step.when) await turnWhenIdle(engine, clock, () => step.when!(engine));
      await askFor(step.ask, step.send(engine, journal));
    }
    const isOver = (): boolean =>
      clock.next() === undefined && shape.instances.every((id) => hasEnded(engine, id));
    await turnWhenIdle(engine, clock, isOver);
    return outcomeOf(engine, shape);
  } finally {
    await engine.stop(0);
  }
}

async function askFor(step: string, answer: Promise<unknown>): Promise<void> {
  tell({ is: "ask", step });
  const result = await answer;
  const isAccepted =
    result === undefined || result === "accepted" || (result as { ok?: boolean }).ok === true;
  if (!isAccepted) throw new Error(`"${step}" was refused: ${JSON.stringify(result)}`);
  tell({ is: "ack", step });
  point(`after "${step}" was acknowledged`);
}

function outcomeOf(engine: Engine, { instances, entities = [] }: Shape): Outcome {
  const flows = instances.map((id) => {
    const { runtimeStatus, output, customStatus } = engine.status(id)!;
    return [id, { runtimeStatus, output, customStatus, results: resultsOf(engine, id) }] as const;
  });
  const states = entities.map((key) => [key, engine.entityState("counter", key)?.state] as const);
  return { flows: Object.fromEntries(flows), entities: Object.fromEntries(states) };
}

/** What history says of finished calls; a second result for one call is named as such. */
function resultsOf(engine: Engine, id: string): string[] {
  const finished = engine.history(id).filter(({ TaskScheduledId: task }) => task !== undefined);
  const tasks = finished.map(({ TaskScheduledId: task }) => task);
  const twice = tasks.filter((task, at) => tasks.indexOf(task) !== at);
  const results = finished
    .filter(({ EventType: type }) => type !== EventType.TaskFailed)
    .map(({ Result }) => String(Result));
  return [...results.toSorted(), ...twice.map((task) => `a second result of call ${task}`)];
}

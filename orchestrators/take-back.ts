import type { OrchestrationContext } from "durable-functions";
import type { Released } from "../activities/containing";
import type { IncidentRef } from "../domain/incident";
import type { Outcome } from "../domain/outcome";
import { type Flow, ask, sleep } from "../durable/flow";
import { activities, stepOf } from "./response";

const minute = 60_000;
const patienceMs = 30 * minute;
const longestPauseMs = 30 * minute;

/** A containment to be let go of. */
export interface TakeBack {
  id: string;
  /** In whose record it is written. */
  incident: IncidentRef;
  /** Whose hold ends; null for those only whose time is up. */
  ref: IncidentRef | null;
}

/**
 * Lets go of a containment and sees it through to its end: a provider that is at it is looked at again,
 * one that failed is tried again, ever more rarely. What is still so after `forMs` is the answer.
 */
export function* takeBack(
  context: OrchestrationContext,
  { id, incident, ref }: TakeBack,
  forMs: number,
): Flow<Outcome<Released>> {
  const { endContainment } = activities(context);
  const now = (): number => context.df.currentUtcDateTime.getTime();
  const startMs = now();
  for (let pauseMs = 15_000; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const step = stepOf(context, incident, `end ${id}`);
    const outcome = yield* ask(context, () => endContainment({ step, id, ref }), patienceMs);
    const isSettled = outcome.ok && outcome.value.state !== "pending";
    if (isSettled || now() - startMs + pauseMs > forMs) return outcome;
    yield* sleep(context, pauseMs);
  }
}

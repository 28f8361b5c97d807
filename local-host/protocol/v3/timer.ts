import type { Action } from "./actions";
import type { ReplayContext } from "./replay-context";
import { type Routine, done } from "./step";

type CreateTimer = Action & { kind: "timer" };

/**
 * A durable timer, in pieces when it is long. Invariants, all of them the extension's:
 *
 * 1. A timer is long when more than `maximumShortTimer` is left. Its pieces are `longTimerInterval`
 *    long, the last one what is left. Each takes an id.
 * 2. While a long timer runs, a flag of the whole instance makes every timer go this way: one that
 *    is due already then takes no id. Any timer that ends well takes the flag down; a cancelled one
 *    leaves it up.
 * 3. A cancelled timer is issued, so that it takes its id, and cancelled at once.
 *
 * Source: Azure/azure-functions-durable-extension
 * src/WebJobs.Extensions.DurableTask/ContextImplementations/DurableOrchestrationContext.cs (CreateTimer).
 */
export function* timer(context: ReplayContext, action: CreateTimer): Routine {
  const { tasks, settings, warnings } = context;
  const { fireAt, isCanceled } = action;
  if (fireAt - tasks.now > settings.maximumShortTimer) {
    context.isLongTimer = true;
    if (isCanceled) warnings.suspect("cancelled-long-timer", cancelledLongTimer);
  }
  const outcome = context.isLongTimer
    ? yield* pieces(context, action)
    : yield* piece(context, fireAt, isCanceled);
  if (outcome.ok) context.isLongTimer = false;
  return outcome;
}

function* pieces(context: ReplayContext, { fireAt, isCanceled }: CreateTimer): Routine {
  const { tasks, settings } = context;
  let length = pieceLength(context, fireAt, settings.maximumShortTimer);
  while (tasks.now < fireAt) {
    const outcome = yield* piece(context, tasks.now + length, isCanceled);
    if (!outcome.ok) return outcome;
    length = pieceLength(context, fireAt, settings.longTimerInterval);
  }
  return done;
}

function* piece({ tasks }: ReplayContext, fireAt: number, isCanceled: boolean): Routine {
  const task = tasks.schedule((id) => ({ kind: "create-timer", id, fireAt }));
  if (isCanceled) tasks.cancel(task);
  return yield task.step;
}

/** Up to `longest` in one piece. */
function pieceLength({ tasks, settings }: ReplayContext, fireAt: number, longest: number): number {
  const left = fireAt - tasks.now;
  return left > longest ? settings.longTimerInterval : left;
}

const cancelledLongTimer =
  "a timer of more than one piece was cancelled: its next pieces are numbered by the SDK and not " +
  "by the runtime, so whatever is yielded afterwards may get the wrong result or none";

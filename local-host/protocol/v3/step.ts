/**
 * A tiny coroutine scheduler, as strict about order as the framework's own. Invariants:
 *
 * 1. Everything is synchronous: settling a step runs whatever waits for it before it returns.
 * 2. A step settles once; settling it again changes nothing.
 * 3. Waiting for a settled step goes on at once, in a loop and not by recursion, so that any number
 *    of settled steps in a row needs no stack.
 */

/** How a step ended. What went wrong is not kept: the SDK reads that from the history itself. */
export type Outcome = { ok: true; result: string | null } | { ok: false; isNonRetriable: boolean };

/** One thing that a replay waits for. */
export interface Step {
  readonly outcome: Outcome | undefined;
  /** Calls `next` when the step settles; at once when it has. */
  whenSettled(next: (outcome: Outcome) => void): void;
}

/** A step together with the right to settle it. */
export interface OpenStep extends Step {
  settle(outcome: Outcome): void;
}

/** Code that waits by yielding steps and is resumed with how each of them ended. */
export type Routine = Generator<Step, Outcome, Outcome>;

/** Ended well, with nothing to tell. */
export const done: Outcome = { ok: true, result: null };

/** Ended badly, in a way that a retry may cure. */
export const failed: Outcome = { ok: false, isNonRetriable: false };

/** A step that nobody has settled yet. */
export function openStep(): OpenStep {
  let settled: Outcome | undefined;
  const waiting: ((outcome: Outcome) => void)[] = [];
  return {
    get outcome() {
      return settled;
    },
    whenSettled(next) {
      if (settled) next(settled);
      else waiting.push(next);
    },
    settle(outcome) {
      if (settled) return;
      settled = outcome;
      for (const next of waiting.splice(0)) next(outcome);
    },
  };
}

/** A step that has ended already. */
export function settledStep(outcome: Outcome): Step {
  return { outcome, whenSettled: (next) => next(outcome) };
}

/** Starts a routine; the step settles with what the routine returns. */
export function start(routine: Routine): Step {
  const whole = openStep();
  const resume = (reached: Outcome): void => {
    for (let outcome = reached; ;) {
      const next = routine.next(outcome);
      if (next.done) return whole.settle(next.value);
      if (!next.value.outcome) return next.value.whenSettled(resume);
      outcome = next.value.outcome;
    }
  };
  resume(done);
  return whole;
}

/** Settles when the first of the steps does. */
export function firstOf(steps: readonly Step[]): Step {
  const first = openStep();
  for (const step of steps) step.whenSettled(() => first.settle(done));
  return first;
}

/** Settles when all of the steps have, failed or not. */
export function allOf(steps: readonly Step[]): Step {
  const all = openStep();
  let left = steps.length;
  if (left === 0) all.settle(done);
  const settleOne = (): void => {
    left -= 1;
    if (left === 0) all.settle(done);
  };
  for (const step of steps) step.whenSettled(settleOne);
  return all;
}

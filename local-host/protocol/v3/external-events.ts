import { type OpenStep, type Step, openStep } from "./step";

/**
 * Who waits for which external event, and what has come before anyone waited. Invariants:
 *
 * 1. Names are compared without case.
 * 2. Of several waiters for one name the newest gets the event.
 * 3. An event without a waiter is kept, first in, first out, for the next who waits for its name.
 *
 * Source: Azure/azure-functions-durable-extension
 * src/WebJobs.Extensions.DurableTask/ContextImplementations/DurableOrchestrationContext.cs.
 */
export interface ExternalEvents {
  /** Settles with the event's JSON text. */
  wait(name: string): Step;
  /** Gives an event to a waiter; the result is the name under which it was waited for. */
  raise(name: string, input: string | null): string | undefined;
  isAwaited(): boolean;
  /** Names of events that came and were never waited for. */
  unread(): string[];
}

interface Waiter {
  name: string;
  step: OpenStep;
}

/** No waiters and no events. */
export function createExternalEvents(): ExternalEvents {
  const waiters = new Map<string, Waiter[]>();
  const kept = new Map<string, { name: string; input: string | null }[]>();

  return {
    wait(name) {
      const early = takeFrom(kept, name, (events) => events.shift());
      const step = openStep();
      // The newest waiter is this one, so an event that is there already is for it.
      if (early) step.settle({ ok: true, result: early.input });
      else addTo(waiters, name, { name, step });
      return step;
    },
    raise(name, input) {
      const waiter = takeFrom(waiters, name, (stack) => stack.pop());
      if (waiter) waiter.step.settle({ ok: true, result: input });
      else addTo(kept, name, { name, input });
      return waiter?.name;
    },
    isAwaited: () => waiters.size > 0,
    unread: () => [...kept.values()].flat().map(({ name }) => name),
  };
}

function addTo<T>(lists: Map<string, T[]>, name: string, item: T): void {
  const key = name.toLowerCase();
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

/** Takes one item out of the list of a name; a list that is empty then is dropped. */
function takeFrom<T>(
  lists: Map<string, T[]>,
  name: string,
  take: (list: T[]) => T | undefined,
): T | undefined {
  const key = name.toLowerCase();
  const list = lists.get(key);
  if (!list) return undefined;
  const item = take(list);
  if (list.length === 0) lists.delete(key);
  return item;
}

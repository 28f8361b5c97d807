import type { Step } from "../../activities";
import { once } from "../../activities/once";
import { memoryLedger } from "../../ledger/memory";
import type { Operation } from "./connector-contract";

type Deliver = NonNullable<Operation["repeat"]>["deliver"];

const step: Step = { key: "incident/contain", runId: "run-1", at: "2026-01-01T00:00:00.000Z" };

/** A write as the engine of containments sends it: once, and looked for when its answer was lost. */
export function deliveredOnce(
  change: () => Promise<unknown>,
  isDone: () => Promise<boolean>,
): Deliver {
  const ledgers = new WeakMap<object, ReturnType<typeof memoryLedger>>();
  return async function deliver(activities) {
    const ledger = ledgers.get(activities) ?? memoryLedger();
    ledgers.set(activities, ledger);
    const ok = await once(ledger, step, {
      action: "contain",
      target: "its target",
      look: async () => ((await isDone()) ? true : null),
      send: async () => {
        await change();
        return true;
      },
    });
    return { ok };
  };
}

import type { Budget } from "../domain/budget";
import { rankOf } from "../domain/severity";
import type { Step } from "./step";
import type { TurnTaker } from "./turns";

/** Activities by name. */
export type ActivityTable = Record<string, (input: never) => Promise<unknown>>;

interface Pace {
  turns: TurnTaker;
  budgets: Readonly<Record<string, Budget>>;
  /** The folder name of the service that a step calls. */
  vendorOf: (input: never) => string;
  /** Which part of it a step changes, where each part has a budget of its own that only counts changes. */
  writesOf?: (name: string, input: never) => string | undefined;
}

/**
 * The same activities, each step waiting for its turn where the policy gives its service a budget. A
 * step counts as one call, though it may look before it writes. What changes something comes before
 * every question: somebody waits for it.
 */
export function paced<T extends ActivityTable>(pace: Pace, table: T): T {
  const { turns, budgets, vendorOf, writesOf } = pace;
  const pacing = (name: string, work: T[string]) => async (input: never) => {
    const vendor = vendorOf(input);
    if (!budgets[vendor]) return work(input);
    const { step } = input as { step?: Step };
    const part = writesOf?.(name, input);
    // What only reads, and what is only rehearsed, takes nothing from a budget of changes.
    if (writesOf && (part === undefined || step?.isRehearsal)) return work(input);
    const caller = {
      key: step?.key ?? `${name} ${JSON.stringify(input)}`,
      holder: step?.runId ?? "",
      rank: rankOf("High") + 1,
      since: step ? Date.parse(step.at) : 0,
    };
    return turns.take(vendor, caller, { part, make: () => work(input) });
  };
  return Object.fromEntries(
    Object.entries(table).map(([name, work]) => [name, pacing(name, work as T[string])]),
  ) as unknown as T;
}

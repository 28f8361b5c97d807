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
}

/**
 * The same activities, each step waiting for its turn where the policy gives its service a budget. A
 * step counts as one call, though it may look before it writes. What changes something comes before
 * every question: somebody waits for it.
 */
export function paced<T extends ActivityTable>({ turns, budgets, vendorOf }: Pace, table: T): T {
  const pacing = (name: string, work: T[string]) => async (input: never) => {
    const vendor = vendorOf(input);
    if (!budgets[vendor]) return work(input);
    const { step } = input as { step?: Step };
    const caller = {
      key: step?.key ?? `${name} ${JSON.stringify(input)}`,
      holder: step?.runId ?? "",
      rank: rankOf("High") + 1,
      since: step ? Date.parse(step.at) : 0,
    };
    return turns.take(vendor, caller, { make: () => work(input) });
  };
  return Object.fromEntries(
    Object.entries(table).map(([name, work]) => [name, pacing(name, work as T[string])]),
  ) as unknown as T;
}

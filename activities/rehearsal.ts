import { Rehearsed, rehearsing } from "../connectors/rehearsal";
import { rehearsalLedger } from "../ledger/rehearsal";
import type { ActivityDependencies } from "./dependencies";
import type { ActivityTable } from "./paced";
import type { Step } from "./step";

interface Input {
  step?: Step;
  item?: { kind?: string };
}

/**
 * The same activities, each a rehearsal where its step is of a what-if run: it looks, as it always does,
 * throws the first change in place of sending it, and writes into a ledger that nobody remembers.
 */
export function rehearsable<T extends ActivityTable>(
  dependencies: ActivityDependencies,
  tableOf: (dependencies: ActivityDependencies) => T,
): T {
  const table = tableOf(dependencies);
  const either = (name: string, live: T[string]) => (input: never) => {
    const { step, item } = input as Input;
    if (!step?.isRehearsal) return live(input);
    const ledger = rehearsalLedger(dependencies.ledger);
    return rehearsing(async () => {
      const answer = await tableOf({ ...dependencies, ledger })[name]!(input);
      // A block in our own feeds is a change, though no request makes it.
      if (name === "contain" && item?.kind === "feed-block") throw inOurFeeds();
      return answer;
    });
  };
  return Object.fromEntries(
    Object.entries(table).map(([name, work]) => [name, either(name, work as T[string])]),
  ) as unknown as T;
}

const inOurFeeds = () =>
  new Rehearsed("activity", "It would be served in the app's own feeds; nothing is sent for it");

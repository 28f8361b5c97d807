import type { InvocationContext, Timer } from "@azure/functions";
import type { Ledger } from "../ledger/ledger";

interface PruneOptions {
  ledger: Pick<Ledger, "prune">;
  now: () => Date;
}

/** Once a night: deletes answers of sources that are too old to be used again. */
export const pruneLedger =
  ({ ledger, now }: PruneOptions) =>
  async (_timer: Timer, context: InvocationContext): Promise<void> => {
    const count = await ledger.prune(now().toISOString());
    context.log(`Deleted ${count} answers that were too old`);
  };

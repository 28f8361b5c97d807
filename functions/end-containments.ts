import { createHash } from "node:crypto";
import type { InvocationContext, Timer } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import { type Containment, endOf } from "../domain/containment";
import { sentenceOf } from "../domain/containment-kind";
import { flowsOf } from "../durable/client";
import type { Ledger } from "../ledger/ledger";
import type { Orchestrators } from "../orchestrators";

interface EndContainmentsOptions {
  ledger: Pick<Ledger, "openContainments">;
  now: () => Date;
}

/**
 * Once a minute: starts one flow for each containment whose time is up, or that nobody holds any more and
 * that is not taken back yet. The ledger says which these are,
 * so that a containment ends whatever became of the run that did it, and of the flows of others.
 */
export const endContainments =
  ({ ledger, now }: EndContainmentsOptions) =>
  async (_timer: Timer, client: DurableClient, context: InvocationContext): Promise<void> => {
    const flows = flowsOf<Orchestrators>(client);
    const due = (await ledger.openContainments()).filter(isDue(now().toISOString()));
    for (const containment of due) {
      const { id, incident } = containment;
      const input = { id, what: sentenceOf(containment), incident };
      try {
        const started = await flows.releaseContainment(instanceIdOf(containment), input);
        if (started === "started") context.log(`Time is up: ${id}`);
      } catch (error) {
        // The next minute tries again; the others do not wait for this one.
        context.error(`Time is up, and its flow could not be started: ${id}: ${String(error)}`);
      }
    }
  };

const isDue =
  (at: string) =>
  (containment: Containment): boolean =>
    containment.holds.length === 0 || Date.parse(endOf(containment) ?? "") <= Date.parse(at);

/** One for each time that it ends: it may be extended, or contained anew. */
function instanceIdOf(containment: Containment): string {
  const { id, round } = containment;
  const text = `${id} ${round} ${endOf(containment)}`;
  return `release-${createHash("sha256").update(text).digest("hex").slice(0, 32)}`;
}

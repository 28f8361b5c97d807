import type { InvocationContext, Timer } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import type { Backfill } from "../domain/sweep";
import { type Started, flowsOf } from "../durable/client";
import type { Orchestrators } from "../orchestrators";

interface SweepLogsOptions {
  /** The names of the sources. */
  sources: readonly string[];
  now: () => Date;
}

/**
 * By the schedule: starts a sweep of each source. When it fired, late or twice, says nothing about what is
 * read: the source's progress does, and a sweep that finds another one at it ends at once.
 */
export const sweepLogs =
  ({ sources, now }: SweepLogsOptions) =>
  async (_timer: Timer, client: DurableClient, context: InvocationContext): Promise<void> => {
    const at = now().toISOString();
    for (const source of sources) {
      try {
        await startSweep(client, { source, at, id: `sweep-${source}-${at.slice(0, 16)}` });
      } catch (error) {
        // The next time tries again; the others do not wait for this one.
        context.error(`The sweep of ${source} could not be started: ${String(error)}`);
      }
    }
  };

interface Start {
  source: string;
  at: string;
  id: string;
  backfill?: Backfill;
}

/** Starts a sweep, or joins the one that has this id; the characters of a time do for an id but for these. */
export async function startSweep(
  client: DurableClient,
  { source, at, id, backfill }: Start,
): Promise<{ id: string; started: Started }> {
  const instanceId = id.replaceAll(/[:.]/g, "");
  const input = { source, at, ...(backfill && { backfill }) };
  const started = await flowsOf<Pick<Orchestrators, "sweepSource">>(client).sweepSource(
    instanceId,
    input,
  );
  return { id: instanceId, started };
}

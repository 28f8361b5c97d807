import { isFinished } from "../engine/runtime-status";
import type { InstanceRow } from "../store/store";
import type { Difference } from "./finding";

/** How many runs of one orchestrator there are, and what becomes of them. */
export interface Count {
  orchestrator: string;
  /** Not finished, started or not. */
  running: number;
  finished: number;
  breaks: number;
  /** Of those that run. */
  differs: number;
  finishedDiffers: number;
  values: number;
  /** Finished, and the app has no such orchestrator any more: there is nothing to compare. */
  gone: number;
}

/** Counts runs by orchestrator. */
export interface Tally {
  add(row: InstanceRow, outcome: Difference | "gone" | undefined): void;
  /** By name. */
  counts(): Count[];
}

/** Nothing counted yet. */
export function createTally(): Tally {
  const counts = new Map<string, Count>();
  return {
    add({ name, status }, outcome) {
      const count = counts.get(name) ?? noneOf(name);
      counts.set(name, count);
      const isOver = isFinished(status);
      count[isOver ? "finished" : "running"] += 1;
      if (outcome === "gone") count.gone += 1;
      else if (outcome)
        count[isOver && outcome.effect === "differs" ? "finishedDiffers" : outcome.effect] += 1;
    },
    counts: () =>
      [...counts.values()].toSorted((a, b) => a.orchestrator.localeCompare(b.orchestrator)),
  };
}

const noneOf = (orchestrator: string): Count => ({
  orchestrator,
  running: 0,
  finished: 0,
  breaks: 0,
  differs: 0,
  finishedDiffers: 0,
  values: 0,
  gone: 0,
});

import { type KnownFunctions, unknownFunction } from "../engine/known-functions";
import { isFinished } from "../engine/runtime-status";
import type { OrchestrationProtocol } from "../protocol/protocol";
import { type StoredRun, checkRun } from "./check-run";
import type { Difference, Finding } from "./finding";
import { type Count, createTally } from "./tally";

export interface CheckParts {
  protocol: OrchestrationProtocol;
  functions: Pick<KnownFunctions, "orchestrator">;
  /** Called for each run that has something to it, as soon as that is known. */
  onFinding: (finding: Finding) => void;
}

/** Checks one run after another; what is known of a run is told and forgotten. */
export async function checkRuns(
  { protocol, functions, onFinding }: CheckParts,
  runs: Iterable<StoredRun>,
): Promise<Count[]> {
  const tally = createTally();
  for (const run of runs) {
    const { row } = run;
    const functionName = functions.orchestrator(row.name);
    const isGone = functionName === undefined && isFinished(row.status);
    const found =
      functionName === undefined ? goneFrom(run) : await checkStarted(protocol, functionName, run);
    tally.add(row, isGone ? "gone" : found);
    if (found && !isGone) {
      const { instanceId, name: orchestrator, status } = row;
      onFinding({ instanceId, orchestrator, status, ...found });
    }
  }
  return tally.counts();
}

/** A run without a history has not been started: it will be run by whatever code is there. */
const checkStarted = async (
  protocol: OrchestrationProtocol,
  functionName: string,
  run: StoredRun,
): Promise<Difference | undefined> =>
  run.history.length === 0 ? undefined : checkRun(protocol, functionName, run);

const goneFrom = ({ row }: StoredRun): Difference => ({
  effect: "breaks",
  step: null,
  at: null,
  how: unknownFunction("an orchestrator", row.name).replace(/\.$/, ""),
});

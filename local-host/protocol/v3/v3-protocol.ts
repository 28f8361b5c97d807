import { InvocationError, type Worker } from "../../worker/worker";
import type { OrchestrationProtocol, Turn, TurnResult } from "../protocol";
import { type FunctionAnswer, failedAnswer, readReturned, readThrown } from "./function-answer";
import { type Observed, observe } from "./observed-context";
import { observedTraps } from "./observed-traps";
import { replay } from "./replay";
import { createSaidWarnings } from "./said-warnings";
import { type V3Settings, defaultSettings } from "./settings";
import { strictly } from "./strict";
import { triggerPayload } from "./trigger-payload";

/**
 * durable-functions 3.5: the function gets the whole history and answers with everything it has
 * asked for so far, which is then replayed against the same history. Rejects only for what is wrong
 * with the worker itself.
 */
export function createV3Protocol(
  worker: Pick<Worker, "invoke">,
  options: Partial<V3Settings> = {},
): OrchestrationProtocol {
  const settings = { ...defaultSettings, ...options };
  const said = createSaidWarnings();
  return {
    async runTurn(turn) {
      const replayed = await runOnce(worker, turn, settings);
      const result = settings.isStrict ? strictly(replayed) : replayed;
      const warnings = said.onlyNew(turn.executionId, result.warnings);
      if (result.decisions.at(-1)?.kind === "complete") said.forget(turn.executionId);
      return { ...result, warnings };
    },
  };
}

/** Runs the function once, and replays what it asks for. */
async function runOnce(
  worker: Pick<Worker, "invoke">,
  turn: Turn,
  settings: V3Settings,
): Promise<TurnResult> {
  let observed: Observed | undefined;
  const answer = await ask(worker, turn, settings, (context) => (observed = observe(context)));
  const result = replay(turn, answer, settings);
  if (!observed) return result;
  return { ...result, warnings: [...result.warnings, ...observedTraps(turn, answer, observed)] };
}

async function ask(
  worker: Pick<Worker, "invoke">,
  turn: Turn,
  settings: V3Settings,
  onContext: (context: object) => void,
): Promise<FunctionAnswer> {
  try {
    const result = await worker.invoke({
      functionName: turn.functionName,
      trigger: { string: triggerPayload(turn, settings) },
      metadata: { instanceId: { string: turn.instanceId } },
      onContext,
    });
    return readOr(() => readReturned(result));
  } catch (error) {
    if (!(error instanceof InvocationError)) throw error;
    return readOr(() => readThrown(error.message) ?? failedAnswer(error.message));
  }
}

/** A state that cannot be read fails the instance and not the host. */
function readOr(read: () => FunctionAnswer): FunctionAnswer {
  try {
    return read();
  } catch (error) {
    return failedAnswer(error instanceof Error ? error.message : String(error));
  }
}

import type { Store } from "../store/store";
import type { Commit, Outbox } from "./commit";
import type { Engine, StartResult } from "./engine";
import { releasesAtEnd } from "./held-locks";
import { type KnownFunctions, unknownFunction } from "./known-functions";
import { instanceIdProblem, newId } from "./instance-id";
import { createInstance } from "./new-instance";
import { isFinished } from "./runtime-status";
import type { TurnTime } from "./turn-time";

interface StartParts {
  store: Store;
  commit: Commit;
  time: TurnTime;
  functions: KnownFunctions;
  /** Whether a start may take the place of an instance that still runs. */
  overridesRunning: boolean;
  defaultVersion: string | null;
  /** Called for an instance whose history is not what it was. */
  forgetHistory: (instanceId: string) => void;
}

interface Start {
  functionName: string;
  instanceId: string | undefined;
  input: string | null;
  version: string | null;
}

/** Starts from outside. Of two starts under one id, one write group decides which one wins. */
export function createStarts(parts: StartParts): Pick<Engine, "startInstance" | "restart"> {
  return {
    startInstance: ({ functionName, instanceId, input, version }) =>
      start(parts, { functionName, instanceId, input, version: version ?? parts.defaultVersion }),
    async restart(instanceId, withNewInstanceId) {
      const row = parts.store.instance(instanceId);
      if (!row) return "unknown";
      return start(parts, {
        functionName: row.name,
        instanceId: withNewInstanceId ? undefined : instanceId,
        input: row.input,
        version: row.version,
      });
    },
  };
}

async function start(
  parts: StartParts,
  { functionName, instanceId = newId(), input, version }: Start,
): Promise<StartResult> {
  const { store, commit, time, functions, overridesRunning } = parts;
  if (functions.orchestrator(functionName) === undefined) {
    const message = unknownFunction("an orchestrator", functionName);
    return { ok: false, reason: "unknown-function", message };
  }
  const problem = instanceIdProblem(instanceId);
  if (problem) return { ok: false, reason: "bad-instance-id", message: problem };

  return commit((outbox): StartResult => {
    const status = store.instance(instanceId)?.status;
    const isRunning = status !== undefined && !isFinished(status);
    if (isRunning && !overridesRunning) return { ok: false, reason: "already-running", status };
    const at = time.now();
    if (isRunning) giveUp(parts, outbox, instanceId, at);
    createInstance(store, outbox, {
      instanceId,
      name: functionName,
      input,
      version,
      parent: null,
      at,
    });
    return { ok: true, instanceId };
  });
}

/** What runs is replaced: whoever waits for its locks need not, and its turns find that they are late. */
function giveUp(
  { store, forgetHistory }: StartParts,
  outbox: Outbox,
  instanceId: string,
  at: number,
): void {
  releasesAtEnd(store.history(instanceId), at).forEach((release) => outbox.send(release));
  forgetHistory(instanceId);
}

import type { HistoryEvent } from "../protocol/history";
import type { InstanceRow, Store } from "../store/store";
import type { Commit } from "./commit";
import type { ControlResult, Engine } from "./engine";
import { eventRaised, executionControl, executionTerminated } from "./events";
import { suspended } from "./inbox";
import { isFinished } from "./runtime-status";
import type { TurnTime } from "./turn-time";

type Controls = Pick<Engine, "raiseEvent" | "terminate" | "suspend" | "resume">;

/** What others can tell a running instance. Accepted is what is durable in its inbox. */
export function createControls(store: Store, commit: Commit, time: TurnTime): Controls {
  const send = (
    instanceId: string,
    makeEvent: (at: number) => HistoryEvent,
    isAllowed: (row: InstanceRow) => boolean = () => true,
  ): Promise<ControlResult> =>
    commit((outbox) => {
      const row = store.instance(instanceId);
      if (!row) return "not-found";
      if (isFinished(row.status)) return "finished";
      if (!isAllowed(row)) return "wrong-state";
      outbox.send({ target: instanceId, executionId: null, event: makeEvent(time.now()) });
      return "accepted";
    });
  const isSuspended = (row: InstanceRow): boolean => suspended(row, store.messages(row.instanceId));

  return {
    raiseEvent: (instanceId, name, input) => send(instanceId, (at) => eventRaised(name, input, at)),
    terminate: (instanceId, reason) => send(instanceId, (at) => executionTerminated(reason, at)),
    suspend: (instanceId, reason) =>
      send(
        instanceId,
        (at) => executionControl("ExecutionSuspended", reason, at),
        (row) => !isSuspended(row),
      ),
    resume: (instanceId, reason) =>
      send(instanceId, (at) => executionControl("ExecutionResumed", reason, at), isSuspended),
  };
}

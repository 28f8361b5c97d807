import type { HistoryEvent } from "../protocol/history";
import type { InstanceRow, Store } from "../store/store";
import type { Commit, Outbox } from "./commit";
import type { Engine } from "./engine";
import { childCompleted, executionControl, timerFired } from "./events";
import { rewoundHistory } from "./rewound-history";
import { isFinished } from "./runtime-status";
import type { TurnTime } from "./turn-time";

interface Scope {
  store: Store;
  outbox: Outbox;
  reason: string;
  at: number;
}

/**
 * Has a failed instance make its last failed calls again, failed children first. The failures are
 * removed from history and the execution keeps its id: it is how children address their parent.
 */
export function createRewind(store: Store, commit: Commit, time: TurnTime): Pick<Engine, "rewind"> {
  return {
    rewind: (instanceId, reason) =>
      commit((outbox) => {
        const row = store.instance(instanceId);
        if (!row) return "not-found";
        if (!isFinished(row.status)) return "wrong-state";
        if (row.status !== "Failed") return "finished";
        rewindRow({ store, outbox, reason, at: time.now() }, row);
        return "accepted";
      }),
  };
}

function rewindRow(scope: Scope, row: InstanceRow): void {
  const { store, outbox, reason, at } = scope;
  const { instanceId, executionId } = row;
  const { events, openChildren, openTimers } = rewoundHistory(store.history(instanceId));
  store.putInstance({ ...row, status: "Running", output: null });

  const gone = openChildren.filter((created) => !takeUpChild(scope, row, created));
  store.clearHistory(instanceId);
  store.appendHistory(
    instanceId,
    events.filter((event) => !gone.includes(event)),
  );
  for (const { EventId, FireAt } of openTimers) {
    const fireAt = Date.parse(FireAt ?? "");
    const event = timerFired(EventId, fireAt);
    outbox.sendLater(Math.ceil(fireAt), { target: instanceId, executionId, event });
  }
  const event = executionControl("ExecutionRewound", reason, at);
  outbox.send({ target: instanceId, executionId, event });
}

/** Whether an answer of this child is still to come; if not, the call is made again. */
function takeUpChild(scope: Scope, parent: InstanceRow, created: HistoryEvent): boolean {
  const child = scope.store.instance(created.InstanceId ?? "");
  if (!child || !isChildOf(child, parent, created.EventId)) return false;
  if (child.status === "Completed") {
    const event = childCompleted(created.EventId, child.output, scope.at);
    scope.outbox.send({ target: parent.instanceId, executionId: parent.executionId, event });
    return true;
  }
  if (child.status === "Failed") rewindRow(scope, child);
  return child.status === "Failed" || !isFinished(child.status);
}

function isChildOf(child: InstanceRow, parent: InstanceRow, taskId: number): boolean {
  const { OrchestrationInstance: of, TaskScheduleId } = child.parent ?? {};
  return (
    of?.InstanceId === parent.instanceId &&
    of.ExecutionId === parent.executionId &&
    TaskScheduleId === taskId
  );
}

import type { HistoryEvent } from "../protocol/history";
import type { Turn } from "../protocol/protocol";
import type { InstanceRow } from "../store/store";

/** A turn of an instance, with all of its history. */
export const turnOf = (
  { instanceId, executionId, parent, input }: InstanceRow,
  functionName: string,
  history: HistoryEvent[],
): Turn => ({
  functionName,
  instanceId,
  executionId,
  parentInstanceId: parent?.OrchestrationInstance.InstanceId ?? null,
  history,
  input,
});

import type { Containment } from "../domain/containment";
import type { Observable } from "../domain/observable";

/** A block in the feeds as version 0.1 kept it. */
export interface EarlierContainment {
  observable: Observable;
  reason: string;
  runId: string;
  incidentName: string;
  addedAt: string;
  expiresAt: string;
}

/**
 * The same block as it is kept now. Version 0.1 did not keep in which workspace its incident is, nor that
 * incident's number: the hold names the incident only, and ends when its time is up.
 */
export function fromEarlier(earlier: EarlierContainment): Containment {
  const { observable, reason, runId, incidentName, addedAt, expiresAt } = earlier;
  const id = `${observable.kind}:${observable.value}`;
  const ref = { subscriptionId: "", resourceGroup: "", workspaceName: "", name: incidentName };
  return {
    id: `feed-block:${id}`,
    kind: "feed-block",
    target: { id, label: observable.value, names: [observable.value] },
    state: "in-force",
    round: 1,
    incident: ref,
    holds: [{ ref, incidentNumber: 0, runId, reason, addedAt, expiresAt }],
    before: { isListed: false },
    after: { isListed: true },
    actedAt: addedAt,
  };
}

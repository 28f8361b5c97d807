import type { kinds } from "../../connectors/aws/kinds";
import type { VendorActivities } from "../../activities";
import type { Connectors } from "../../connectors";
import type { ContainmentMethod, Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import { workspace } from "./stage";

type AwsKind = keyof typeof kinds;

export const simulator = "aws";
export const mark: Mark = {
  text: "incident/4711 run/respond-1",
  since: "2026-11-24T03:00:00.000Z",
};

export const methodIn = (connectors: Connectors, kind: AwsKind): ContainmentMethod =>
  connectors.containments[kind]!;

/**
 * One containment as its activity gets it, the same input each time. One that meets another at work is
 * delivered again when that is over, as the durable runtime does.
 */
export function delivering(kind: AwsKind, target: Target) {
  let last: Promise<unknown> = Promise.resolve();
  return async (activities: VendorActivities): Promise<unknown> => {
    const before = last;
    const delivery = activities.contain(inputOf(kind, target));
    last = delivery.catch(() => undefined);
    const answer = await delivery;
    if (!JSON.stringify(answer).includes("another execution is at")) return answer;
    await before;
    return activities.contain(inputOf(kind, target));
  };
}

const inputOf = (kind: AwsKind, target: Target): Parameters<VendorActivities["contain"]>[0] => ({
  step: { key: `x/contain ${target.id}`, runId: "respond-1", at: mark.since },
  item: {
    id: `${kind}:${target.id}`,
    kind,
    target,
    reason: "9 of 93 engines say malicious",
    lifetimeHours: 24,
    blastRadius: [],
    quorum: 0,
  },
  hold: {
    ref: { ...workspace, name: "33333333-3333-3333-3333-333333333333" },
    incidentNumber: 4711,
    runId: "respond-1",
    reason: "9 of 93 engines say malicious",
    addedAt: mark.since,
    expiresAt: "2999-01-01T00:00:00.000Z",
  },
});

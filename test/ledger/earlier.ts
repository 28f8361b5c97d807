import type { Containment } from "../../domain/containment";

/** A block as version 0.1 kept it, under the id `block:address:203.0.113.7`. */
export const earlier = {
  observable: { kind: "address" as const, value: "203.0.113.7" },
  reason: "malicious",
  runId: "run-1",
  incidentName: "incident-1",
  addedAt: "2026-03-01T10:00:00.000Z",
  expiresAt: "2026-03-02T10:00:00.000Z",
};

/** The same as it is kept now. */
export const takenOver: Containment = {
  id: "feed-block:address:203.0.113.7",
  kind: "feed-block",
  target: { id: "address:203.0.113.7", label: "203.0.113.7", names: ["203.0.113.7"] },
  state: "in-force",
  round: 1,
  incident: { subscriptionId: "", resourceGroup: "", workspaceName: "", name: "incident-1" },
  holds: [
    {
      ref: { subscriptionId: "", resourceGroup: "", workspaceName: "", name: "incident-1" },
      incidentNumber: 0,
      runId: "run-1",
      reason: "malicious",
      addedAt: "2026-03-01T10:00:00.000Z",
      expiresAt: "2026-03-02T10:00:00.000Z",
    },
  ],
  before: { isListed: false },
  after: { isListed: true },
  actedAt: "2026-03-01T10:00:00.000Z",
};

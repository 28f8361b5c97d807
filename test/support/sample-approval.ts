import type { ApprovalRequest } from "../../domain/approval";
import type { PlannedContainment } from "../../domain/containment";
import type { Ballot } from "../../domain/vote";

export const alex = {
  id: "a11ce000-0000-4000-8000-000000000001",
  name: "Alex",
  slackUserId: "U0ALEX0001",
};
export const sam = {
  id: "5a11ce00-0000-4000-8000-000000000002",
  name: "Sam",
  slackUserId: "U0SAM00002",
};

export const isolation: PlannedContainment = {
  id: "isolate-device:1e5bc9d7",
  kind: "isolate-device",
  target: { id: "1e5bc9d7", label: "PC7", names: ["PC7"] },
  reason: "45.83.64.10 was called from it",
  lifetimeHours: 24,
  blastRadius: ["one person signed in today"],
  quorum: 1,
  askedBecause: "the policy asks for this kind",
};

/** What two people are asked, for three days. */
export const request = (overrides: Partial<ApprovalRequest> = {}): ApprovalRequest => ({
  id: "respond-1-agree",
  ref: {
    subscriptionId: "11111111-1111-1111-1111-111111111111",
    resourceGroup: "rg-soc",
    workspaceName: "law-soc",
    name: "33333333-3333-3333-3333-333333333333",
  },
  incidentNumber: 4711,
  title: "Sign-in from a listed address",
  severity: "High",
  runId: "respond-1",
  items: [isolation],
  planHash: "f".repeat(64),
  quorum: 1,
  approvers: [alex, sam],
  causedBy: [],
  openedAt: "2026-11-24T03:00:00.000Z",
  expiresAt: "2026-11-27T03:00:00.000Z",
  ...overrides,
});

export const ballot = (overrides: Partial<Ballot> = {}): Ballot => ({
  approverId: alex.id,
  decision: "approve",
  reason: "seen in the proxy's log",
  through: "page",
  at: "2026-11-24T04:00:00.000Z",
  planHash: "f".repeat(64),
  ...overrides,
});

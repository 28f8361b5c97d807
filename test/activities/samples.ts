import type { Step } from "../../activities";
import type { Incident, IncidentRef } from "../../domain/incident";
import type { Policy } from "../../domain/policy";
import type { Report } from "../../domain/report/report";
import type { Ticket } from "../../domain/ticket";
import { samplePolicy } from "../support/sample-report";

export const ref: IncidentRef = {
  subscriptionId: "11111111-1111-1111-1111-111111111111",
  resourceGroup: "soc",
  workspaceName: "law",
  name: "33333333-3333-3333-3333-333333333333",
};

export const step: Step = {
  key: "run-1/step",
  runId: "run-1",
  at: "2026-03-01T10:00:00.000Z",
};

export const incident: Incident = {
  ref,
  title: "Sign-in from a rare country",
  description: "",
  severity: "High",
  status: "New",
  number: 42,
  labels: [],
  created: "2026-03-01T09:58:00Z",
  lastModified: "2026-03-01T09:59:00Z",
  providerName: "Azure Sentinel",
  alertCount: 1,
};

export const ticket: Ticket = {
  system: "servicenow",
  key: "sentinel:42",
  id: "46d44a5dc0a8010e0000c8b2a1f0d3e7",
  number: "INC0010023",
  url: "https://soc.service-now.com/incident.do",
  isNew: true,
};

export const report: Report = {
  runId: "run-1",
  incident,
  assessment: {
    verdict: "malicious",
    reasons: ["9 of 93 engines say malicious"],
    observables: [],
    gaps: [],
    gapsCouldChangeIt: false,
  },
  context: [],
  plan: { items: [], refused: [] },
  leftOut: [],
  ticket,
  steps: [{ what: "Ticket", state: "done", detail: "INC0010023 opened" }],
  notes: [],
};

export const policy: Policy = {
  ...samplePolicy,
  own: { networks: ["198.51.99.0/24"], domains: ["contoso.example"] },
  protected: { ...samplePolicy.protected, networks: ["1.1.1.1/32"] },
  close: { whenContained: null, whenBenign: null, inDefender: false },
};

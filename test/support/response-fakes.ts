import type { Activities } from "../../activities";
import type { ContextFinding } from "../../domain/context";
import type { Entity } from "../../domain/entity";
import type { Incident, IncidentHint } from "../../domain/incident";
import { success } from "../../domain/outcome";
import type { OutcomeEvent } from "../../domain/report/outcome-event";
import type { Policy } from "../../domain/policy";
import type { Notice } from "../../domain/notice";
import type { Reputation, Verdict } from "../../domain/reputation";
import { keyOf, labelOf } from "../../domain/signal";
import type { Ticket } from "../../domain/ticket";
import { sources } from "../../domain/source";
import type { AgreeInput, Agreed } from "../../orchestrators/agree-on-plan";
import { respondToIncident } from "../../orchestrators/respond-to-incident";
import { runFlow } from "./run-flow";
import { samplePolicy } from "./sample-report";

export const ref = {
  subscriptionId: "11111111-1111-1111-1111-111111111111",
  resourceGroup: "rg-soc",
  workspaceName: "law-soc",
  name: "33333333-3333-3333-3333-333333333333",
};

export const incident: Incident = {
  ref,
  title: "Sign-in from a listed address",
  description: "",
  severity: "High",
  status: "New",
  number: 4711,
  labels: [],
  created: "2020-01-01T00:00:00Z",
  lastModified: "2026-11-24T02:00:00Z",
  providerName: "Azure Sentinel",
  alertCount: 1,
};

export const policy: Policy = {
  ...samplePolicy,
  own: { networks: [], domains: [] },
  protected: { ...samplePolicy.protected, networks: [] },
  close: {
    whenContained: null,
    whenBenign: { classification: "BenignPositive" },
    inDefender: false,
  },
};

/** The same, but people are asked before anything is blocked. */
export const askingPolicy: Policy = {
  ...policy,
  contain: {
    ...policy.contain,
    kinds: {
      ...policy.contain.kinds,
      "feed-block": { ...policy.contain.kinds["feed-block"], act: "ask" },
    },
  },
  agree: { ...policy.agree, approvers: [{ id: "sam", name: "Sam" }] },
};

export const address = "45.83.64.10";
export const entities: Entity[] = [
  { kind: "Ip", address },
  { kind: "Account", label: "alex@contoso.example", userPrincipalName: "alex@contoso.example" },
];

export const hint: IncidentHint = {
  trigger: "incident",
  incident: ref,
  title: incident.title,
  entities: [],
  entitiesLeftOut: 0,
};

const ticket: Ticket = {
  system: "servicenow",
  key: `sentinel:${ref.name}`,
  id: "9d385017c611228701d22104cc95c371",
  number: "INC0010023",
  url: "https://servicenow.test/INC0010023",
  isNew: true,
};

/** A reputation source that says one thing of everything. */
export const says =
  (verdict: Verdict): Activities["lookUp"] =>
  async ({ source, observable }) =>
    success<Reputation>({
      source: sources[source].title,
      observable,
      verdict,
      score: verdict === "malicious" ? 90 : 0,
      confidence: 0.8,
      evidence: "14 of 90 engines say malicious",
      reportUrl: "https://www.virustotal.com/gui/",
    });

const nothing = (source: string, entity: Entity): ContextFinding => ({
  source,
  about: keyOf(entity),
  label: labelOf(entity),
  state: "none",
  facts: [],
  signals: [],
});

const nothingRead = {
  state: "read" as const,
  detail: "",
  bytes: 0,
  records: 0,
  findings: 0,
  more: false,
};

/** Activities of a quiet, working world with one malicious address, unless a test says otherwise. */
export function fakes(overrides: Partial<Activities> = {}) {
  const kept = new Map<string, string>();
  const reports = {
    /** HTML. */
    comment: [] as string[],
    card: [] as Notice[],
    note: [] as string[],
    resolution: [] as string[],
    event: [] as OutcomeEvent[],
  };
  const blocked: string[] = [];
  const activities: Activities = {
    sweepSlice: async () => success({ ...nothingRead, waiting: [] }),
    startResponses: async ({ findings }) => success({ started: findings.length, updated: 0 }),
    acknowledgeFindings: async () => success({ waiting: [] }),
    takeFromSweep: async ({ ids, most }) => success({ taken: ids.slice(0, most) }),
    createIncident: async ({ ref: at, draft: { title, severity, labels } }) =>
      success({ ...incident, ref: at, title, severity, labels, alertCount: 0 }),
    findIncidentOfAlert: async () => success(ref),
    readIncident: async () => success(incident),
    readEntities: async () => success({ entities, leftOut: 0 }),
    takeIncident: async ({ change }) =>
      success({ ...incident, status: "Active", labels: change.addLabels ?? [] }),
    openTicket: async () => success(ticket),
    lookUp: says("malicious"),
    askContext: async ({ source, entities: about }) =>
      success(about.map((entity) => nothing(source, entity))),
    postTeamsCard: async (input) => {
      if ("notice" in input) reports.card.push(input.notice);
      return success({ sent: "yes" as const });
    },
    postSlackMessage: async () => success({ channel: "C0SOCTEAM1", ts: "1795000001.000200" }),
    replyInSlack: async ({ thread }) => success({ ...thread, ts: "1795000002.000300" }),
    updateSlackMessage: async ({ message }) => success(message),
    sendMail: async () => success({ sent: "yes" as const, mailId: "AAkALg" }),
    triggerPage: async ({ key }) => success({ sent: "yes" as const, key }),
    acknowledgePage: async ({ key }) => success({ done: "yes" as const, key }),
    resolvePage: async ({ key }) => success({ done: "yes" as const, key }),
    resolveTarget: async ({ claim }) => {
      const label = claim.kind === "observable" ? claim.observable.value : claim.kind;
      return success({ found: { id: `address:${label}`, label, names: [label] } });
    },
    contain: async ({ item, hold }) => {
      blocked.push(item.target.label);
      const { expiresAt } = hold;
      return success({ id: item.id, state: "in-force" as const, wasAlready: false, expiresAt });
    },
    checkContainment: async ({ id }) =>
      success({ id, state: "in-force" as const, wasAlready: false, expiresAt: "" }),
    endContainment: async ({ id }) => success({ id, state: "ended" as const, detail: "restored" }),
    extendContainment: async ({ id, until }) =>
      success({ id, state: "in-force" as const, wasAlready: false, expiresAt: until }),
    recordDecision: async () => success({ hash: "0".repeat(64) }),
    heldContainments: async () => success([]),
    startFollowing: async () => success({ instanceId: "follow-1" }),
    askCloudAlerts: async () => success([]),
    openApproval: async ({ openedAt: at }) => success({ state: "open" as const, votes: [], at }),
    readApproval: async () => success({ state: "open" as const, votes: [] }),
    endApproval: async () => success({ state: "expired" as const, votes: [] }),
    addRemark: async () => success({ commentId: "r" }),
    keepPiece: async ({ key, text }) => {
      kept.set(key, text);
      return success({ key });
    },
    addComment: async (input) => {
      if ("html" in input) {
        const { html } = input;
        reports.comment.push(
          "text" in html ? html.text : html.keys.map((key) => kept.get(key)).join(""),
        );
      }
      return success({ commentId: "c" });
    },
    writeOutcome: async ({ event }) => {
      reports.event.push(event);
      return success({ sent: "yes" as const, isIndexed: false });
    },
    addTask: async () => success({ taskId: "t" }),
    updateTicket: async (input) => success(input.ticket),
    linkTicket: async (input) => success(input.ticket),
    readTicket: async (input) =>
      success({
        id: input.ticket.id,
        number: ticket.number,
        state: "active",
        stateName: "In Progress",
        assignee: null,
        updatedAt: "2026-11-24T03:00:00.000Z",
      }),
    noteTicket: async (input) => {
      if ("text" in input) reports.note.push(input.text);
      return success(input.ticket);
    },
    namedFindings: async () => success({ findings: [], leftOut: 0 }),
    noteFinding: async () => success({ state: "noted" as const }),
    closeFinding: async () => success({ state: "closed" as const, as: "Dismissed" }),
    resolveInDefender: async ({ id }) => success({ id, state: "resolved" }),
    closeIncident: async ({ change }) =>
      success({
        ...incident,
        status: "Closed",
        ...(change.close && { classification: change.close.classification }),
      }),
    resolveTicket: async (input) => {
      if ("text" in input) reports.resolution.push(input.text);
      return success(input.ticket);
    },
    ...overrides,
  };
  const run = (
    input: { hint?: Partial<IncidentHint>; policy?: Policy; agreed?: Partial<Agreed> } = {},
  ) =>
    runFlow(
      respondToIncident,
      { hint: { ...hint, ...input.hint }, policy: input.policy ?? policy },
      {
        ...activities,
        agreeOnPlan: async ({ items }: AgreeInput): Promise<Agreed> => ({
          state: "approved",
          approved: items.map(({ id }) => id),
          by: ["Sam"],
          isAsked: true,
          reason: "approved by Sam",
          notTold: [],
          ...input.agreed,
        }),
      },
    );
  return { run, reports, blocked };
}

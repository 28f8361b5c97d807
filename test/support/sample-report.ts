import { neverDone } from "../../config/policy-containment";
import type { Assessment, ObservableAssessment } from "../../domain/assessment";
import type { PlannedContainment } from "../../domain/containment";
import type { Incident } from "../../domain/incident";
import type { Observable } from "../../domain/observable";
import type { Policy } from "../../domain/policy";
import type { Report } from "../../domain/report/report";
import type { Reputation, Verdict } from "../../domain/reputation";

/** A policy under which a malicious address of a Medium incident is blocked. */
export const samplePolicy: Policy = {
  settle: { patienceMinutes: 10 },
  open: {
    tag: "durable-response",
    ownerObjectId: null,
    ticketFromSeverity: "Low",
    ticketSystem: "servicenow",
  },
  tickets: {
    servicenow: {
      severities: {
        High: { impact: 1, urgency: 2 },
        Medium: { impact: 2, urgency: 2 },
        Low: { impact: 2, urgency: 3 },
        Informational: { impact: 3, urgency: 3 },
      },
      fields: {},
    },
    jira: {
      priorities: { High: "High", Medium: "Medium", Low: "Low", Informational: "Lowest" },
      transitions: [],
      resolution: "Done",
      labels: ["sentinel"],
      fields: {},
    },
    pagerduty: {
      severities: {
        High: { urgency: "high", priorityId: null },
        Medium: { urgency: "low", priorityId: null },
        Low: { urgency: "low", priorityId: null },
        Informational: { urgency: "low", priorityId: null },
      },
    },
  },
  lookUps: { maxPerIncident: 40, patienceMinutes: 30, logDays: 14 },
  sources: {
    virustotal: {
      isAsked: true,
      keepHours: 24,
      keepUnknownHours: 2,
      maliciousFrom: 5,
      suspiciousFrom: 2,
      benignFromEngines: 20,
    },
    xforce: {
      isAsked: false,
      keepHours: 24,
      keepUnknownHours: 2,
      maliciousFrom: 7,
      suspiciousFrom: 4,
    },
    otx: {
      isAsked: false,
      keepHours: 24,
      keepUnknownHours: 2,
      maliciousFrom: 5,
      suspiciousFrom: 1,
    },
    abuseipdb: {
      isAsked: false,
      keepHours: 24,
      keepUnknownHours: 2,
      maliciousFrom: 75,
      suspiciousFrom: 25,
      fromReporters: 3,
      maxAgeDays: 90,
    },
    greynoise: {
      isAsked: false,
      keepHours: 24,
      keepUnknownHours: 4,
    },
    urlhaus: {
      isAsked: false,
      keepHours: 4,
      keepUnknownHours: 1,
    },
    threatfox: {
      isAsked: false,
      keepHours: 4,
      keepUnknownHours: 1,
      maliciousFrom: 75,
      suspiciousFrom: 50,
    },
    malwarebazaar: {
      isAsked: false,
      keepHours: 24,
      keepUnknownHours: 1,
    },
    umbrella: {
      isAsked: false,
      keepHours: 24,
      keepUnknownHours: 2,
    },
    "sentinel-indicators": {
      isAsked: false,
      keepHours: 0,
      keepUnknownHours: 0,
      maliciousFrom: 75,
      suspiciousFrom: 25,
    },
  },
  budgets: {
    virustotal: {
      perMinute: 4,
      perDay: 500,
      perMonth: 15500,
      skipAfterMinutes: 60,
    },
    xforce: {
      perMonth: 5000,
    },
    abuseipdb: {
      perDay: 1000,
    },
    greynoise: {
      perDay: 50,
      skipAfterMinutes: 30,
    },
    umbrella: {
      perDay: 2000,
    },
    "azure-monitor-logs": {
      concurrent: 5,
      perMinute: 380,
    },
  },
  own: { networks: ["45.83.65.0/24"], domains: ["contoso.zz"] },
  protected: {
    networks: ["9.9.9.9/32", "2620:fe::fe/128"],
    domains: [],
    accounts: ["svc-*"],
    privilegedAccounts: true,
    hosts: ["dc*"],
    resources: [],
    servers: true,
  },
  notify: { fromSeverity: "Low", channels: ["teams"], mailTo: [], pageFromSeverity: null },
  score: {
    weights: {
      indicator: 90,
      "risky-account": 70,
      "risky-sign-in": 60,
      "sign-in-failures": 25,
      "new-country": 20,
      "mailbox-rule": 50,
      "mass-download": 40,
      "audit-log-cleared": 60,
      "account-change": 30,
      "anomalous-behavior": 35,
      "related-alerts": 30,
      "watchlist-hit": 50,
      "threat-on-device": 70,
      "exposed-device": 20,
      exfiltration: 50,
      "blocked-traffic": 10,
      "azure-change": 25,
      "privileged-account": 10,
      "no-mfa": 10,
    },
    halfLifeHours: 72,
    suspiciousFrom: 40,
    maliciousFrom: 80,
  },
  context: {
    account: { isAsked: false },
    device: { isAsked: false },
    location: { isAsked: false },
    "cloud-alert": { isAsked: false },
    "sign-ins": { isAsked: true },
    "address-sign-ins": { isAsked: true },
    "risky-sign-ins": { isAsked: false },
    "mailbox-rules": { isAsked: false },
    "file-activity": { isAsked: false },
    "windows-events": { isAsked: false },
    "firewall-traffic": { isAsked: false },
    "dns-queries": { isAsked: false },
    "device-events": { isAsked: false },
    "azure-activity": { isAsked: false },
    behavior: { isAsked: false },
    watchlists: { isAsked: false },
    "related-alerts": { isAsked: false },
    splunk: { isAsked: false },
    "google-scc": { isAsked: false },
    elastic: { isAsked: false },
    guardduty: { isAsked: false },
    "security-hub": { isAsked: false },
  },
  contain: {
    isEnabled: true,
    limits: { perIncident: 10, perHour: 30, perDay: 200 },
    quietTimes: [],
    waitMinutes: 5,
    kinds: {
      ...neverDone,
      "feed-block": {
        act: "alone",
        fromVerdict: "malicious",
        fromSeverity: "Medium",
        lifetimeHours: 24,
        maxPerIncident: 5,
        quorum: 1,
        aloneUpTo: 10,
      },
      "firewall-block": {
        act: "never",
        fromVerdict: "malicious",
        fromSeverity: "Medium",
        lifetimeHours: 24,
        maxPerIncident: 5,
        quorum: 1,
        aloneUpTo: 3,
      },
      "disable-account": {
        act: "never",
        fromVerdict: "malicious",
        fromSeverity: "High",
        lifetimeHours: 24,
        maxPerIncident: 2,
        quorum: 1,
        aloneUpTo: 0,
      },
      "revoke-sessions": {
        act: "never",
        fromVerdict: "suspicious",
        fromSeverity: "Medium",
        lifetimeHours: 1,
        maxPerIncident: 3,
        quorum: 1,
        aloneUpTo: 1,
      },
      "confirm-compromised": {
        act: "never",
        fromVerdict: "malicious",
        fromSeverity: "High",
        lifetimeHours: 24,
        maxPerIncident: 2,
        quorum: 1,
        aloneUpTo: 0,
      },
      "isolate-device": {
        act: "never",
        fromVerdict: "malicious",
        fromSeverity: "High",
        lifetimeHours: 24,
        maxPerIncident: 2,
        quorum: 1,
        aloneUpTo: 0,
      },
    },
  },
  agree: {
    approvers: [],
    remindAfterMinutes: [30, 120],
    pageAfterMinutes: 60,
    expireAfterMinutes: 4320,
  },
  follow: { isEnabled: false, everyMinutes: 15, forDays: 30, closeIncidentAs: null },
  close: {
    inDefender: false,
    whenContained: { classification: "TruePositive", reason: "SuspiciousActivity" },
    whenBenign: { classification: "BenignPositive", reason: "SuspiciousButExpected" },
  },
};

/** An incident that somebody could have to answer. */
export const sampleIncident: Incident = {
  ref: {
    subscriptionId: "11111111-1111-1111-1111-111111111111",
    resourceGroup: "rg-soc",
    workspaceName: "law-soc",
    name: "33333333-3333-3333-3333-333333333333",
  },
  title: "Sign-in from a listed address",
  description: "Somebody signed in from 45.83.64.10",
  severity: "High",
  status: "Active",
  number: 4711,
  labels: [],
  created: "2026-08-01T10:44:58.1Z",
  lastModified: "2026-08-01T10:45:00.7654321Z",
  url: "https://security.microsoft.com/incident2/9001/overview?tid=44444444-4444-4444-4444-444444444444",
  providerName: "Microsoft XDR",
  alertCount: 1,
};

/** An observable that is an address. */
export const address = (value = "45.83.64.10"): Observable => ({ kind: "address", value });

/** What one source says about an observable. */
export const reputation = (
  verdict: Verdict,
  observable: Observable = address(),
  more: Partial<Reputation> = {},
): Reputation => ({
  source: "VirusTotal",
  observable,
  verdict,
  score: verdict === "malicious" ? 90 : 10,
  confidence: 0.8,
  evidence: "14 of 90 engines say malicious",
  reportUrl: `https://www.virustotal.com/gui/ip-address/${observable.value}`,
  ...more,
});

/** An observable with one source's verdict about it. */
export const assessed = (
  verdict: Verdict,
  observable: Observable = address(),
): ObservableAssessment => ({
  observable,
  verdict,
  reputations: [reputation(verdict, observable)],
});

/** An assessment of some observables without gaps. */
export const assessmentOf = (
  verdict: Verdict,
  observables: ObservableAssessment[],
  more: Partial<Assessment> = {},
): Assessment => ({
  verdict,
  reasons: [],
  observables,
  gaps: [],
  gapsCouldChangeIt: false,
  ...more,
});

/** An address that is planned to be blocked in the feeds, without asking. */
export const planned = (value: string): PlannedContainment => ({
  id: `feed-block:address:${value}`,
  kind: "feed-block",
  target: { id: `address:${value}`, label: value, names: [value] },
  reason: "malicious, VirusTotal: 14 of 90",
  lifetimeHours: 24,
  blastRadius: [],
  quorum: 0,
});

/** A report in which everything has something to say. */
export const sampleReport = (more: Partial<Report> = {}): Report => ({
  runId: "respond-0123456789abcdef0123456789abcdef",
  incident: sampleIncident,
  assessment: assessmentOf("malicious", [assessed("malicious")], {
    reasons: ["VirusTotal calls 45.83.64.10 malicious: 14 of 90 engines say malicious"],
    gaps: [
      {
        question: "VirusTotal about bad.zz",
        failure: {
          kind: "transient",
          vendor: "virustotal",
          message: "virustotal: GET /domains/{id} answered 503",
        },
      },
    ],
  }),
  context: [
    {
      source: "sign-ins",
      about: "account:alex@contoso.zz",
      label: "alex@contoso.zz",
      state: "found",
      facts: ["12 sign-ins in the last 14 days, 3 failed", "Signed in from 45.83.64.10 in NL"],
      signals: [],
    },
  ],
  plan: {
    items: [planned("45.83.64.10")],
    refused: [
      {
        kind: "feed-block",
        label: "worse.zz",
        reason: "Only addresses can be blocked",
        needsHuman: false,
      },
    ],
  },
  leftOut: [{ value: "10.0.0.4", reason: "It is not a public address: private (RFC 1918)" }],
  ticket: {
    system: "servicenow",
    key: "sentinel:33333333-3333-3333-3333-333333333333",
    id: "9d385017c611228701d22104cc95c371",
    number: "INC0010023",
    url: "https://contoso.service-now.com/nav_to.do?uri=incident.do?sys_id=9d38",
    isNew: true,
  },
  steps: [
    { what: "Ticket", state: "done", detail: "INC0010023 opened" },
    {
      what: "Block 45.83.64[.]10",
      state: "done",
      detail: "in the block list until 2026-08-02",
      about: "feed-block:address:45.83.64.10",
    },
    { what: "Page", state: "failed", detail: "pagerduty: POST /enqueue answered 403" },
    { what: "Teams message", state: "maybe", detail: "may have been sent" },
    { what: "Mail", state: "skipped", detail: "policy sends none" },
  ],
  notes: ["The incident has 3 entities that were not looked at"],
  ...more,
});

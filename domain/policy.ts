import type { Classification, ClassificationReason, Severity } from "./incident";
import type { Approver } from "./approval";
import type { Budget } from "./budget";
import type { ContainmentKind } from "./containment-kind";
import type { ContextSourceName } from "./context-source";
import type { OutcomeSink } from "./report/outcome-sink";
import type { FindingSourceName, NotedSourceName } from "./finding-source";
import type { SignalName } from "./signal";
import type { Verdict } from "./reputation";
import type { SourceName } from "./source-name";
import type { TicketSystemName } from "./ticket";

/**
 * What a team decides, read once from `policy.json` (`config/policy.ts` checks it and publishes
 * `policy.schema.json`). Everything in it is data that a flow passes on; nothing is secret.
 */
export interface Policy {
  settle: {
    /** How long to wait for entities that Sentinel has not attached yet. */
    patienceMinutes: number;
  };
  open: {
    /** Added to the incident; also how we recognise our own work. */
    tag: string;
    /** Entra object id that becomes the owner of an unowned incident; null leaves it alone. */
    ownerObjectId: string | null;
    /** A ticket is opened from this severity on. */
    ticketFromSeverity: Severity;
    /** Where tickets are opened. */
    ticketSystem: TicketSystemName;
  };
  /** How an incident becomes a ticket, by the system's name. */
  tickets: {
    servicenow: ServiceNowTickets;
    jira: JiraTickets;
    pagerduty: PagerDutyTickets;
  };
  lookUps: {
    /** Observables asked about for one incident; the rest is named in the comment. */
    maxPerIncident: number;
    /** How long to wait in all for a source that says "later". */
    patienceMinutes: number;
    /** How far back log queries look. */
    logDays: number;
    /** Whether sources see whole URLs, which may carry names and one-time tokens; "whole" when left out. */
    urls?: "whole" | "host";
    /** Aliases of watchlists that speak against what is on them; other lists are only told of. */
    watchlists?: string[];
  };
  /** Who is asked for reputations, how long an answer is kept, and what its numbers mean. */
  sources: Sources;
  /** By the name of the connector's folder; a service that is not listed has no limit but its own 429. */
  budgets: Record<string, Budget>;
  own: {
    /** CIDR ranges and domains that are ours: never sent to a vendor, never blocked. */
    networks: string[];
    domains: string[];
  };
  /** Never touched, whatever speaks against it. Names match whole, in any case; "*" in them stands for any text. */
  protected: {
    /** CIDR ranges that are never blocked: partners, resolvers, monitoring. */
    networks: string[];
    /** Domains, each with all below it. */
    domains: string[];
    /** By object id, UPN or account name: break-glass accounts, service accounts ("svc-*"). */
    accounts: string[];
    /** Whether whoever holds a privileged role is protected, too. */
    privilegedAccounts: boolean;
    /** By machine id, name, full name or tag: crown jewels, domain controllers ("dc*"). */
    hosts: string[];
    /** Of a cloud, by id or name: "*" stands for any text. */
    resources: string[];
    /** Whether servers are protected, beside domain controllers, which always are. */
    servers: boolean;
  };
  notify: {
    fromSeverity: Severity;
    /** Each gets the message once. */
    channels: Channel[];
    /** Who gets the mail, when mail is among the channels. */
    mailTo: string[];
    /** Somebody is paged from this severity on; null pages nobody. */
    pageFromSeverity: Severity | null;
  };
  /** What each kind of evidence counts, 0 to 100; what scores mean; how fast they fade. */
  score: ScorePolicy;
  /** Which sources of context are asked. */
  context: Record<ContextSourceName, { isAsked: boolean }>;
  contain: ContainPolicy;
  agree: AgreePolicy;
  follow: {
    isEnabled: boolean;
    /** How often ticket and incident are compared. */
    everyMinutes: number;
    /** After that nobody follows it any more, and the incident says so. */
    forDays: number;
    /** How an incident is closed whose ticket somebody closed; null leaves it open. */
    closeIncidentAs: Closing | null;
  };
  close: {
    /** Close when everything planned was done and no source was missing; null leaves it open. */
    whenContained: Closing | null;
    /** Close when every observable is benign and no source was missing; null leaves it open. */
    whenBenign: Closing | null;
    /** Whether the same incident of the Defender portal is resolved through Microsoft Graph, too; not when left out. */
    inDefender?: boolean | undefined;
    /** Whose findings are closed along with an incident whose alerts name them; none when left out. */
    findings?: FindingSourceName[] | undefined;
  };
  /** Where else the outcome of a run is written; nowhere when left out. */
  report?: Partial<Record<OutcomeSink, boolean>> & {
    /** In the notes of findings that the incident's alerts name. */
    findings?: NotedSourceName[] | undefined;
  };
  /** What becomes of findings in logs; careful when left out: see `sweepPolicyOf`. */
  sweeps?: SweepPolicy;
}

/** What a policy decides about sweeps. */
export interface SweepPolicy {
  /** Whether the incident of a finding is made in Sentinel, too. */
  sentinel: "create" | "skip";
  /** What happened longer ago is reported only, in hours. */
  newerThanHours: number;
  /** Containments of one sweep that nobody is asked about, whatever a source allows. */
  blocksPerSweep: number;
}

export interface ScorePolicy {
  /** Points of full strength and certainty, 0 to 100. */
  weights: Record<SignalName, number>;
  /** After so many hours a signal counts half. */
  halfLifeHours: number;
  /** Of accounts and hosts, 0 to 100. */
  suspiciousFrom: number;
  maliciousFrom: number;
}

export interface ContainPolicy {
  /** The kill switch: false stops every containment, also what was agreed to. Undo always works. */
  isEnabled: boolean;
  limits: { perIncident: number; perHour: number; perDay: number };
  /** Maintenance: nothing is contained between `from` and `until`, ISO 8601. */
  quietTimes: { name: string; from: string; until: string }[];
  /** How long a run waits for containments to take effect before it reports. */
  waitMinutes: number;
  kinds: Record<ContainmentKind, KindPolicy>;
}

/** As `aloneUpTo`: nobody is asked, also where it is not known what is touched. */
export const WHATEVER_IT_TOUCHES = 10_000;

export interface KindPolicy {
  /** "alone" acts without asking, within `aloneUpTo`. */
  act: "never" | "ask" | "alone";
  fromVerdict: Extract<Verdict, "suspicious" | "malicious">;
  /** The severity of an incident from which it is considered. */
  fromSeverity: Severity;
  lifetimeHours: number;
  maxPerIncident: number;
  /** People who must agree when it is asked. */
  quorum: number;
  /** Assets and people of ours that it may touch without asking. */
  aloneUpTo: number;
}

export interface AgreePolicy {
  /** Who may decide; with none of them nothing that is to be asked is ever done. */
  approvers: Approver[];
  /** A reminder each. */
  remindAfterMinutes: number[];
  /** Somebody is paged then; null pages nobody. */
  pageAfterMinutes: number | null;
  /** After that the answer is no. */
  expireAfterMinutes: number;
}

export interface ServiceNowTickets {
  /** 1 High, 2 Medium, 3 Low: an incident's priority is computed from both. */
  severities: Record<Severity, { impact: number; urgency: number }>;
  /** Further fields of each new ticket, as they are stored: a group is its sys_id. */
  fields: Record<string, string>;
}

/** How an incident becomes an issue in Jira. */
export interface JiraTickets {
  /** Names of priorities; null leaves the priority to Jira, for projects that do not show it. */
  priorities: Record<Severity, string | null>;
  /** Names of transitions, or of the statuses that they lead to, in the order of choice. */
  transitions: string[];
  /** The resolution that is set where a transition asks for one; null sets none. */
  resolution: string | null;
  /** Labels of every issue, besides the one by which it is found again. */
  labels: string[];
  /** Further fields of a new issue, as Jira's REST API takes them. */
  fields: Record<string, unknown>;
}

/** How an incident becomes one of PagerDuty. */
export interface PagerDutyTickets {
  severities: Record<Severity, PagerDutyWeight>;
}

interface PagerDutyWeight {
  /** "high" pages at once, "low" as the service's rules say. */
  urgency: "high" | "low";
  /** Of one of the account's priorities; null leaves the priority out. */
  priorityId: string | null;
}

export const CHANNELS = ["teams", "slack", "mail"] as const;
export type Channel = (typeof CHANNELS)[number];

/** What a team decides about any source. */
export interface SourcePolicy {
  isAsked: boolean;
  /** How long an answer with a verdict is good for; 0 asks each time. */
  keepHours: number;
  /** How long "never seen it" is: less, since it changes first. */
  keepUnknownHours: number;
}

/** Each source, with the thresholds that its numbers are read by. */
export type Sources = {
  [Name in SourceName]: SourcePolicy & (Name extends keyof Thresholds ? Thresholds[Name] : unknown);
};

export interface Thresholds {
  virustotal: VirusTotalThresholds;
  xforce: XForceThresholds;
  otx: OtxThresholds;
  abuseipdb: AbuseIpdbThresholds;
  threatfox: ConfidenceThresholds;
  "sentinel-indicators": ConfidenceThresholds;
}

/** Of the risk score, 1 to 10. */
export interface XForceThresholds {
  maliciousFrom: number;
  suspiciousFrom: number;
}

/** Of the number of pulses that name it. */
export interface OtxThresholds {
  maliciousFrom: number;
  suspiciousFrom: number;
}

/** Of the abuse confidence score, 0 to 100. */
export interface AbuseIpdbThresholds {
  maliciousFrom: number;
  suspiciousFrom: number;
  /** Different people who must have reported it before it is malicious. */
  fromReporters: number;
  /** Reports older than this do not count. */
  maxAgeDays: number;
}

/** Of a confidence, 0 to 100. */
export interface ConfidenceThresholds {
  maliciousFrom: number;
  suspiciousFrom: number;
}

export interface VirusTotalThresholds {
  /** Engines that say malicious, from which the verdict is malicious. */
  maliciousFrom: number;
  /** Engines that say malicious or suspicious, from which the verdict is suspicious. */
  suspiciousFrom: number;
  /** Engines that must have answered before no hit counts as benign. */
  benignFromEngines: number;
}

export interface Closing {
  classification: Classification;
  reason?: ClassificationReason;
}

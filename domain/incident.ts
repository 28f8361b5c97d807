import type { Entity } from "./entity";
import type { SweepOrigin } from "./sweep";

/** Microsoft Sentinel's own words, spelled as its API spells them. */
export const SEVERITIES = ["Informational", "Low", "Medium", "High"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const INCIDENT_STATUSES = ["New", "Active", "Closed"] as const;
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number];

export const CLASSIFICATIONS = [
  "Undetermined",
  "TruePositive",
  "BenignPositive",
  "FalsePositive",
] as const;
export type Classification = (typeof CLASSIFICATIONS)[number];

export const CLASSIFICATION_REASONS = [
  "SuspiciousActivity",
  "SuspiciousButExpected",
  "IncorrectAlertLogic",
  "InaccurateData",
] as const;
export type ClassificationReason = (typeof CLASSIFICATION_REASONS)[number];

/** The Log Analytics workspace that an incident belongs to, as parts of its ARM id. */
export interface WorkspaceRef {
  subscriptionId: string;
  resourceGroup: string;
  workspaceName: string;
}

/** Where one incident lives. `name` is its GUID, the last segment of its ARM id. */
export interface IncidentRef extends WorkspaceRef {
  name: string;
}

export const TRIGGERS = ["incident", "alert", "entity", "rest", "sweep"] as const;
export type Trigger = (typeof TRIGGERS)[number];

/**
 * What a trigger body said. A hint and not the truth: Sentinel is asked again. Exactly one of
 * `incident` and `alert` is set. Everything optional is left out, not null.
 */
export interface IncidentHint {
  trigger: Trigger;
  incident?: IncidentRef;
  /** An alert whose incident has yet to be found. */
  alert?: { workspace: WorkspaceRef; systemAlertId: string };
  title?: string;
  description?: string;
  severity?: Severity;
  status?: IncidentStatus;
  number?: number;
  labels?: string[];
  /** As Sentinel wrote it, up to seven fractional digits. */
  lastModified?: string;
  url?: string;
  alertCount?: number;
  /** At most MAX_HINT_ENTITIES; how many more there were is in `entitiesLeftOut`. */
  entities: Entity[];
  entitiesLeftOut: number;
  /** Of an incident that a sweep found: Sentinel does not know it, or not by its own rules. */
  sweep?: SweepOrigin;
}

/** What every step and the record of an incident is named by: equal in whatever case its id is written. */
export const incidentKey = ({
  subscriptionId,
  resourceGroup,
  workspaceName,
  name,
}: IncidentRef): string =>
  [subscriptionId, resourceGroup, workspaceName, name].join("/").toLowerCase();

/** An incident as Sentinel has it now. */
export interface Incident {
  ref: IncidentRef;
  title: string;
  description: string;
  severity: Severity;
  status: IncidentStatus;
  number: number;
  labels: string[];
  /** Entra object id, when somebody owns it. */
  ownerObjectId?: string;
  classification?: Classification;
  /** When Sentinel made it, as Sentinel wrote it. */
  created: string;
  lastModified: string;
  /** Where an analyst opens it: the Defender portal's address when there is one. */
  url?: string;
  providerName: string;
  /** Of the same incident in the Defender portal, where it is one of that. */
  defenderId?: string;
  alertCount: number;
  /** Sentinel has none like it: it lives in ticket, messages and record alone. */
  isOutsideSentinel?: true;
}

/** What a write may change; what is left out stays as it is at the moment of the write. */
export interface IncidentChange {
  status?: IncidentStatus;
  ownerObjectId?: string;
  addLabels?: string[];
  close?: {
    classification: Classification;
    reason?: ClassificationReason;
    comment: string;
    /** Alerts that the decision looked at: an incident that has got more is left open. */
    alertCount?: number;
  };
}

/** An incident to be made in Sentinel: inert text, within Sentinel's bounds. */
export interface IncidentDraft {
  title: string;
  description: string;
  severity: Severity;
  labels: string[];
  firstActivity?: string;
  lastActivity?: string;
}

import type { ClientInfo } from "./caller";
import type { Workspace } from "./workspace";

export const severities = ["High", "Medium", "Low", "Informational"] as const;
export const statuses = ["New", "Active", "Closed"] as const;
export const classifications = [
  "Undetermined",
  "TruePositive",
  "BenignPositive",
  "FalsePositive",
] as const;
export const classificationReasons = [
  "SuspiciousActivity",
  "SuspiciousButExpected",
  "IncorrectAlertLogic",
  "InaccurateData",
] as const;

/** What a client can write; a PUT replaces all of it. */
export interface IncidentWrite {
  title: string;
  severity: (typeof severities)[number];
  status: (typeof statuses)[number];
  description?: string | undefined;
  classification?: (typeof classifications)[number] | undefined;
  classificationReason?: (typeof classificationReasons)[number] | undefined;
  classificationComment?: string | undefined;
  owner: Owner;
  labels: Label[];
  firstActivityTimeUtc?: string;
  lastActivityTimeUtc?: string;
}

export interface Owner {
  objectId: string | null;
  email: string | null;
  assignedTo: string | null;
  userPrincipalName: string | null;
  ownerType?: string | null;
}

export interface Label {
  labelName: string;
  labelType: "User" | "AutoAssigned";
}

/** A REST entity: what it is and what is known of it. */
export interface EntityRow {
  name: string;
  kind: string;
  properties: Record<string, unknown>;
}

export interface RelationRow {
  name: string;
  etag: string;
  resource: "Entities" | "Bookmarks";
  resourceName: string;
}

export interface CommentRow {
  name: string;
  etag: string;
  message: string;
  createdTimeUtc: string;
  lastModifiedTimeUtc: string;
  author: ClientInfo;
}

export interface TaskRow {
  name: string;
  etag: string;
  title: string;
  description?: string;
  status: "New" | "Completed";
  createdTimeUtc: string;
  lastModifiedTimeUtc: string;
  createdBy: ClientInfo;
  lastModifiedBy: ClientInfo;
}

/** An incident with everything that hangs on it; `revision` is what its etag is made of. */
export interface IncidentRow extends IncidentWrite {
  workspace: Workspace;
  name: string;
  number: number;
  revision: number;
  etag: string;
  createdTimeUtc: string;
  lastModifiedTimeUtc: string;
  providerName: string;
  providerIncidentId: string;
  entities: EntityRow[];
  /** When the entities become visible, in milliseconds since 1970. */
  entitiesAt: number;
  alerts: EntityRow[];
  relations: RelationRow[];
  comments: CommentRow[];
  tasks: TaskRow[];
  isDeleted?: boolean;
}

export const nobody: Owner = {
  objectId: null,
  email: null,
  assignedTo: null,
  userPrincipalName: null,
};

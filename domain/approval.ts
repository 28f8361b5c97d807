import type { PlannedContainment } from "./containment";
import type { IncidentRef, Severity } from "./incident";

/** Somebody who may decide, by every name that a way in knows them by. */
export interface Approver {
  /** Entra object id. */
  id: string;
  name: string;
  slackUserId?: string;
}

/** A decision that is waited for, or was made. It lives in the ledger; every way in goes through `vote`. */
export interface Approval {
  /** Of the flow that waits: what the page and the API call it. */
  id: string;
  ref: IncidentRef;
  incidentNumber: number;
  title: string;
  severity: Severity;
  runId: string;
  /** What would be done, exactly. */
  items: PlannedContainment[];
  /** SHA-256 of the canonical JSON of the items: a vote for another one is void. */
  planHash: string;
  /** People who must agree. */
  quorum: number;
  approvers: Approver[];
  /** Ids of those who caused the run: they may not decide. */
  causedBy: string[];
  openedAt: string;
  expiresAt: string;
  state: "open" | "approved" | "rejected" | "expired";
  votes: Vote[];
  /** Ids of tokens that were used. */
  usedTokens: string[];
  decidedAt?: string;
}

export interface Vote {
  approverId: string;
  name: string;
  decision: "approve" | "reject";
  reason: string;
  /** "page", "slack" or "api". */
  through: string;
  at: string;
}

/** Where people decide, beside the buttons in Slack: on the app's page, and by its API. */
export interface Door {
  /** Of the page; undefined where PUBLIC_URL is no https address. */
  url?: string;
  /** "closed" where nobody signs in, "local" where people say who they are; undefined: they sign in. */
  page?: "local" | "closed";
}

/** How an approval stands: all of it that changes while people decide. */
export type Decision = Pick<Approval, "state" | "votes" | "decidedAt">;

/** What is to be agreed on, before anybody was asked. */
export type ApprovalRequest = Omit<Approval, "state" | "votes" | "usedTokens" | "decidedAt">;

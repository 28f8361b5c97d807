import type { AccountEntity, HostEntity, ResourceEntity } from "./entity";
import type { Failure } from "./outcome";
import type { Observable } from "./observable";
import type { Reputation, Verdict } from "./reputation";

/** A question that nobody answered. Shown as "no answer", never as clean. */
export interface Gap {
  /** What was asked of whom: "VirusTotal about 203.0.113.7". */
  question: string;
  failure: Failure;
}

/** What all sources together say about one observable. */
export interface ObservableAssessment {
  observable: Observable;
  verdict: Verdict;
  reputations: Reputation[];
  /** Why the verdict is milder than the worst that a source says. */
  because?: string;
  /** 0 to 100, beside the verdict, which is the agreement of the sources. */
  score?: number;
  /** How sure that is, 0 to 1: less for each source that gave no answer. */
  confidence?: number;
}

/** What all evidence says together about an account, a host, or whatever else has no reputation. */
export interface SubjectAssessment {
  /** `keyOf` the entity. */
  key: string;
  label: string;
  /** By the score. Never benign: nobody vouches for an account. */
  verdict: Verdict;
  score: number;
  confidence: number;
  /** One sentence each with its share of the score, most important first. */
  reasons: string[];
  /** What the incident says of it; several when it says different things under one name. */
  claims: (AccountEntity | HostEntity | ResourceEntity)[];
}

export interface Assessment {
  /**
   * The worst verdict of any observable and any subject; "benign" only when every observable is, and no
   * missing source could have said otherwise.
   */
  verdict: Verdict;
  /** One sentence each, most important first. */
  reasons: string[];
  observables: ObservableAssessment[];
  /** Accounts, hosts and others, the worst first; left out where no context was asked for. */
  subjects?: SubjectAssessment[];
  /** The highest score of anything in it, 0 to 100. */
  score?: number;
  /** How sure what decides is, 0 to 1. */
  confidence?: number;
  gaps: Gap[];
  /** Whether an answer that is missing could have changed the verdict. */
  gapsCouldChangeIt: boolean;
}

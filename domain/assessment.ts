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
}

export interface Assessment {
  /** The worst verdict of any observable; "benign" only when every one is and no source is missing. */
  verdict: Verdict;
  /** One sentence each, most important first. */
  reasons: string[];
  observables: ObservableAssessment[];
  gaps: Gap[];
  /** Whether an answer that is missing could have changed the verdict. */
  gapsCouldChangeIt: boolean;
}

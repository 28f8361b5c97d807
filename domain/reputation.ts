import type { Observable } from "./observable";

export const VERDICTS = ["unknown", "benign", "suspicious", "malicious"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What one source says about one observable. */
export interface Reputation {
  /** The source's name as people write it: "VirusTotal". */
  source: string;
  observable: Observable;
  verdict: Verdict;
  /** 0 (clean) to 100 (bad), null when the source has no opinion. */
  score: number | null;
  /** How far this answer is to be trusted, 0 to 1: a pulse of anybody is not ten engines. */
  confidence: number;
  /** The numbers that the verdict rests on, as a phrase: "9 of 93 engines say malicious". */
  evidence: string;
  /** Where a person can read more. Built by us from parsed values. */
  reportUrl: string;
  /** When the source last looked itself, ISO 8601. */
  analysedAt?: string;
  /** When we asked, ISO 8601, for an answer that was kept from an earlier question. */
  keptSince?: string;
}

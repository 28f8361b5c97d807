import type { ScorePolicy } from "./policy";
import type { Verdict } from "./reputation";
import type { Signal, SignalName } from "./signal";

/** What one kind of evidence adds to a score, and the sentence that says what it is. */
export interface Share {
  name: SignalName;
  /** Of the score's points; all of a score's shares together are its points, but for rounding. */
  points: number;
  because: string;
}

export interface Score {
  /** 0 to 100, with one decimal. */
  score: number;
  /** How sure those are who said so, 0 to 1, each as far as it counts; 0 without any evidence. */
  confidence: number;
  /** By the policy's thresholds. Never benign: that nothing speaks against it is no proof. */
  verdict: Extract<Verdict, "unknown" | "suspicious" | "malicious">;
  /** The weightiest first. */
  shares: Share[];
}

/** A signal, and the chance by which it alone would make its entity bad. */
interface Weighed {
  signal: Signal;
  chance: number;
}

/**
 * What the evidence about one entity comes to at a time (ISO 8601): each kind counts once, with its
 * strongest, and kinds add up like independent chances (noisy-or). More evidence never makes it less,
 * and no heap of weak evidence of one kind makes it much.
 */
export function scoreOf(signals: readonly Signal[], policy: ScorePolicy, at: string): Score {
  const strongest = new Map<SignalName, Weighed>();
  for (const signal of signals) {
    const weighed = { signal, chance: chanceOf(signal, policy, at) };
    const best = strongest.get(signal.name);
    if (best === undefined || heavierFirst(weighed, best) < 0) strongest.set(signal.name, weighed);
  }
  const counted = [...strongest.values()].filter(({ chance }) => chance > 0).toSorted(heavierFirst);
  const sum = counted.reduce((total, { chance }) => total + chance, 0);
  const innocent = counted.reduce((left, { chance }) => left * (1 - chance), 1);
  const score = rounded(100 * (1 - innocent), 10);
  const sureness = counted.reduce(
    (total, { signal, chance }) => total + chance * unit(signal.confidence),
    0,
  );
  return {
    score,
    confidence: sum === 0 ? 0 : rounded(sureness / sum, 100),
    verdict: verdictOf(score, policy),
    shares: counted.map(({ signal: { name, because }, chance }) => ({
      name,
      points: rounded((score * chance) / sum, 10),
      because,
    })),
  };
}

function chanceOf(signal: Signal, { weights, halfLifeHours }: ScorePolicy, at: string): number {
  const { name, strength, confidence } = signal;
  const full = unit(weights[name] / 100) * unit(strength) * unit(confidence);
  return full * 0.5 ** (ageHours(signal.at, at) / halfLifeHours);
}

// What holds now, and what happened at a time that nobody can read, has no age.
function ageHours(since: string | undefined, at: string): number {
  const hours = (Date.parse(at) - Date.parse(since ?? at)) / 3_600_000;
  return hours > 0 ? hours : 0;
}

function verdictOf(score: number, policy: ScorePolicy): Score["verdict"] {
  if (score === 0) return "unknown";
  if (score >= policy.maliciousFrom) return "malicious";
  return score >= policy.suspiciousFrom ? "suspicious" : "unknown";
}

// The same for any order in which they came.
const heavierFirst = (a: Weighed, b: Weighed): number =>
  b.chance - a.chance ||
  b.signal.confidence - a.signal.confidence ||
  byText(a.signal.name, b.signal.name) ||
  byText(a.signal.because, b.signal.because);

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const unit = (value: number): number => (value > 0 ? Math.min(1, value) : 0);

const rounded = (value: number, parts: number): number => Math.round(value * parts) / parts;

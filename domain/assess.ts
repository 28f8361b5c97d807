import { agreementOf, couldBeMilder } from "./agreement";
import type { Assessment, Gap, ObservableAssessment } from "./assessment";
import { reasonsFor } from "./assess-reasons";
import { type ContextFacts, contextGaps, judgeSubjects, signalsAbout } from "./assess-subjects";
import type { Observable } from "./observable";
import type { Outcome } from "./outcome";
import type { Reputation, Verdict } from "./reputation";
import { byText, scoreOf } from "./score";
import type { Signal } from "./signal";
import type { SourceName } from "./source-name";
import { badness, isBad, worstOf } from "./verdict";

/** A question to a source about one observable, and how it ended. */
export interface Answer {
  question: string;
  source: SourceName;
  observable: Observable;
  outcome: Outcome<Reputation>;
}

/**
 * What all answers say together: the worst verdict of any observable. A source that did not answer
 * never makes anything benign. `unread` are parts of the incident itself that could not be read: what
 * is in them might have been bad. `otherGaps` are open questions whose answers carry no verdict, such
 * as those to our own logs: they are shown, and keep an incident from being closed. `context` is what is
 * known beyond reputations: accounts, hosts and others are judged by it.
 */
export function assess(
  answers: Answer[],
  otherGaps: Gap[] = [],
  unread: Gap[] = [],
  context?: ContextFacts,
): Assessment {
  const openVerdicts = [...unread, ...answers.flatMap(gapOf)];
  const gaps = [...openVerdicts, ...(context ? contextGaps(context) : []), ...otherGaps];
  const groups = groupsOf(answers);
  const observables = groups.map((group) => withScore(group, context)).toSorted(worstFirst);
  const judged = context ? judgeSubjects(context, new Set(observables.map(keyOfOne))) : [];
  const subjects = judged.map(({ subject }) => subject);
  const known = overall(observables, openVerdicts);
  const worst = worstOf([known, ...subjects.map(({ verdict }) => verdict)]);
  const contextCouldChangeIt = judged.some(
    ({ atWorst }) => isBad(atWorst) && badness(atWorst) > badness(worst),
  );
  const verdict = worst === "benign" && contextCouldChangeIt ? "unknown" : worst;
  const isFirm =
    subjects.some((one) => one.verdict === "malicious") || groups.some(isFirmlyMalicious);
  const gapsCouldChangeIt = (openVerdicts.length > 0 && !isFirm) || contextCouldChangeIt;
  const reasons = reasonsFor({ observables, subjects, gaps, gapsCouldChangeIt });
  const base = { verdict, reasons, observables, gaps, gapsCouldChangeIt };
  return context ? { ...base, subjects, ...overallScore([...observables, ...subjects]) } : base;
}

function gapOf({ question, outcome }: Answer): Gap[] {
  return outcome.ok ? [] : [{ question, failure: outcome.failure }];
}

function groupsOf(answers: Answer[]): Answer[][] {
  const groups = Map.groupBy(answers, ({ observable: { kind, value } }) => `${kind} ${value}`);
  return [...groups.values()];
}

function assessOne(answers: Answer[]): ObservableAssessment {
  const reputations = answers.flatMap(({ outcome }) => (outcome.ok ? [outcome.value] : []));
  const { verdict, because } = agreementOf(reputations);
  const isMissing = reputations.length < answers.length;
  const [first] = answers as [Answer, ...Answer[]];
  return {
    observable: first.observable,
    verdict: isMissing && verdict === "benign" ? "unknown" : verdict,
    reputations,
    ...(because !== undefined && { because }),
  };
}

/** Whether it is malicious, and stays so whatever those who gave no answer would have said. */
function isFirmlyMalicious(answers: Answer[]): boolean {
  const unanswered = answers.flatMap(({ source, outcome }) => (outcome.ok ? [] : [source]));
  const { verdict, reputations } = assessOne(answers);
  return verdict === "malicious" && !couldBeMilder(reputations, unanswered);
}

function overall(observables: ObservableAssessment[], gaps: Gap[]): Verdict {
  const worst = worstOf(observables.map(({ verdict }) => verdict));
  if (isBad(worst)) return worst;
  const areAllBenign = observables.every(({ verdict }) => verdict === "benign");
  return worst === "benign" && areAllBenign && gaps.length === 0 ? "benign" : "unknown";
}

function worstFirst(a: ObservableAssessment, b: ObservableAssessment): number {
  return (
    badness(b.verdict) - badness(a.verdict) ||
    topScore(b) - topScore(a) ||
    byText(keyOfOne(a), keyOfOne(b))
  );
}

function topScore({ reputations }: ObservableAssessment): number {
  return Math.max(0, ...reputations.map(({ score }) => score ?? 0));
}

const keyOfOne = ({ observable: { kind, value } }: ObservableAssessment): string =>
  `${kind}:${value}`.toLowerCase();

function withScore(answers: Answer[], context: ContextFacts | undefined): ObservableAssessment {
  const one = assessOne(answers);
  if (!context) return one;
  const { policy, at } = context;
  const signals = [...indicators(one), ...signalsAbout(context, keyOfOne(one))];
  const { score, confidence, shares } = scoreOf(signals, policy, at);
  const share = one.reputations.length / answers.length;
  const sure = share * (shares.length > 0 ? confidence : 1);
  return { ...one, score, confidence: Math.round(sure * 100) / 100 };
}

// A source says as much against it as the agreement leaves of its word.
const indicators = (one: ObservableAssessment): Signal[] =>
  one.reputations
    .filter(({ verdict }) => isBad(verdict))
    .map(({ verdict, confidence, source, evidence }) => ({
      name: "indicator",
      about: keyOfOne(one),
      strength: Math.min(strengths[verdict], strengths[one.verdict]),
      confidence,
      because: `${source}: ${evidence}`,
    }));

const strengths: Record<Verdict, number> = {
  unknown: 0.25,
  benign: 0.25,
  suspicious: 0.5,
  malicious: 1,
};

/** That of the worst: the highest score, and how sure what decides is. */
function overallScore(all: readonly { verdict: Verdict; score?: number; confidence?: number }[]): {
  score: number;
  confidence: number;
} {
  const scores = all.map(({ score = 0 }) => score);
  const [first] = all.toSorted(
    (a, b) =>
      badness(b.verdict) - badness(a.verdict) ||
      (b.score ?? 0) - (a.score ?? 0) ||
      (b.confidence ?? 0) - (a.confidence ?? 0),
  );
  return { score: Math.max(0, ...scores), confidence: first?.confidence ?? 0 };
}

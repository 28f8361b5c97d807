import { agreementOf, couldBeMilder } from "./agreement";
import type { Assessment, Gap, ObservableAssessment } from "./assessment";
import { cleanLine } from "./clean-text";
import type { Observable } from "./observable";
import type { Outcome } from "./outcome";
import type { Reputation, Verdict } from "./reputation";
import type { SourceName } from "./source-name";
import { badness, isBad, worstOf } from "./verdict";
import { counted } from "./words";

/** A question to a source about one observable, and how it ended. */
export interface Answer {
  question: string;
  source: SourceName;
  observable: Observable;
  outcome: Outcome<Reputation>;
}

const maxReasons = 12;
const maxVoices = 3;

/**
 * What all answers say together: the worst verdict of any observable. A source that did not answer
 * never makes anything benign. `unread` are parts of the incident itself that could not be read: what
 * is in them might have been bad. `otherGaps` are open questions whose answers carry no verdict, such
 * as those to our own logs: they are shown, and keep an incident from being closed.
 */
export function assess(answers: Answer[], otherGaps: Gap[] = [], unread: Gap[] = []): Assessment {
  const openVerdicts = [...unread, ...answers.flatMap(gapOf)];
  const gaps = [...openVerdicts, ...otherGaps];
  const groups = groupsOf(answers);
  const observables = groups.map(assessOne).toSorted(worstFirst);
  const verdict = overall(observables, openVerdicts);
  const isFirm = verdict === "malicious" && groups.some(isFirmlyMalicious);
  const gapsCouldChangeIt = openVerdicts.length > 0 && !isFirm;
  return {
    verdict,
    reasons: reasonsFor(observables, gaps, gapsCouldChangeIt),
    observables,
    gaps,
    gapsCouldChangeIt,
  };
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
  return badness(b.verdict) - badness(a.verdict) || topScore(b) - topScore(a);
}

function topScore({ reputations }: ObservableAssessment): number {
  return Math.max(0, ...reputations.map(({ score }) => score ?? 0));
}

function reasonsFor(
  observables: ObservableAssessment[],
  gaps: Gap[],
  gapsCouldChangeIt: boolean,
): string[] {
  const bad = observables
    .filter(({ verdict, because }) => isBad(verdict) || because !== undefined)
    .flatMap(reasonsAgainst);
  const shown = bad.slice(0, maxReasons);
  const more = bad.length - shown.length;
  return [
    ...shown,
    ...(more > 0 ? [`${counted(more, "more finding")} of this kind`] : []),
    ...reasonsOfTheRest(observables),
    ...(gaps.length > 0 ? [reasonOfGaps(gaps.length, gapsCouldChangeIt)] : []),
  ];
}

/** Who speaks against it, and on which numbers: one sentence, however many they are. */
function reasonsAgainst({
  observable,
  verdict,
  reputations,
  because,
}: ObservableAssessment): string[] {
  const value = cleanLine(observable.value, 120);
  const against = reputations
    .filter((reputation) => isBad(reputation.verdict))
    .toSorted((a, b) => badness(b.verdict) - badness(a.verdict) || b.confidence - a.confidence);
  const milder = because === undefined ? [] : [`Of ${value}: ${because}`];
  const [only, second] = against;
  if (!only) return milder;
  if (!second)
    return [`${voiceOf(only)} calls ${value} ${only.verdict}: ${numbersOf(only)}`, ...milder];
  const shown = against.slice(0, maxVoices).map((one) => `${voiceOf(one)} (${numbersOf(one)})`);
  const more = against.length - shown.length;
  const voices = more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
  const share = `${against.length} of ${counted(reputations.length, "source")}`;
  return [`${value} is ${verdict} by ${share}: ${voices}`, ...milder];
}

const voiceOf = ({ source }: Reputation): string => cleanLine(source, 60);
const numbersOf = ({ evidence }: Reputation): string => cleanLine(evidence, 160);

function reasonsOfTheRest(observables: ObservableAssessment[]): string[] {
  if (observables.length === 0) return ["Nothing in the incident could be looked up"];
  const benign = observables.filter(({ verdict }) => verdict === "benign").length;
  const unknown = observables.filter(({ verdict }) => verdict === "unknown").length;
  return [
    ...(benign > 0 ? [`${counted(benign, "observable")} ${are(benign)} benign`] : []),
    ...(unknown > 0 ? [`Of ${counted(unknown, "observable")} nothing is known for certain`] : []),
  ];
}

function reasonOfGaps(count: number, couldChangeIt: boolean): string {
  const answers = count === 1 ? "its answer" : "the answers";
  return `${counted(count, "question")} got no answer; ${answers} could ${couldChangeIt ? "" : "not "}have changed the verdict`;
}

const are = (count: number): string => (count === 1 ? "is" : "are");

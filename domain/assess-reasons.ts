import type { Gap, ObservableAssessment, SubjectAssessment } from "./assessment";
import { cleanLine } from "./clean-text";
import type { Reputation } from "./reputation";
import { byText } from "./score";
import { badness, isBad } from "./verdict";
import { counted } from "./words";

const maxReasons = 12;
const maxVoices = 3;

/** Why an assessment is what it is: a bounded number of sentences, most important first. */
export function reasonsFor(facts: {
  observables: ObservableAssessment[];
  subjects: SubjectAssessment[];
  gaps: Gap[];
  gapsCouldChangeIt: boolean;
}): string[] {
  const { observables, subjects, gaps, gapsCouldChangeIt } = facts;
  const bad = [
    ...observables
      .filter(({ verdict, because }) => isBad(verdict) || because !== undefined)
      .map((one) => ({ verdict: one.verdict, reasons: reasonsAgainst(one) })),
    ...subjects
      .filter(({ verdict }) => isBad(verdict))
      .map((one) => ({ verdict: one.verdict, reasons: [reasonAgainst(one)] })),
  ]
    .toSorted((a, b) => badness(b.verdict) - badness(a.verdict))
    .flatMap(({ reasons }) => reasons);
  const shown = bad.slice(0, maxReasons);
  const more = bad.length - shown.length;
  return [
    ...shown,
    ...(more > 0 ? [`${counted(more, "more finding")} of this kind`] : []),
    ...reasonsOfTheRest(observables, subjects),
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
    .toSorted(
      (a, b) =>
        badness(b.verdict) - badness(a.verdict) ||
        b.confidence - a.confidence ||
        byText(a.source, b.source) ||
        byText(a.evidence, b.evidence),
    );
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

const reasonAgainst = ({ label, verdict, score, reasons }: SubjectAssessment): string =>
  `${cleanLine(label, 120)} is ${verdict} with ${score} of 100: ${reasons.slice(0, maxVoices).join("; ")}`;

const voiceOf = ({ source }: Reputation): string => cleanLine(source, 60);
const numbersOf = ({ evidence }: Reputation): string => cleanLine(evidence, 160);

function reasonsOfTheRest(
  observables: ObservableAssessment[],
  subjects: SubjectAssessment[],
): string[] {
  if (observables.length + subjects.length === 0)
    return ["Nothing in the incident could be looked up"];
  const benign = observables.filter(({ verdict }) => verdict === "benign").length;
  const unknown = observables.filter(({ verdict }) => verdict === "unknown").length;
  const quiet = subjects.filter(({ verdict }) => !isBad(verdict)).length;
  return [
    ...(benign > 0 ? [`${counted(benign, "observable")} ${are(benign)} benign`] : []),
    ...(unknown > 0 ? [`Of ${counted(unknown, "observable")} nothing is known for certain`] : []),
    ...(quiet > 0
      ? [`Too little speaks against ${counted(quiet, "other entity", "other entities")}`]
      : []),
  ];
}

function reasonOfGaps(count: number, couldChangeIt: boolean): string {
  const answers = count === 1 ? "its answer" : "the answers";
  return `${counted(count, "question")} got no answer; ${answers} could ${couldChangeIt ? "" : "not "}have changed the verdict`;
}

const are = (count: number): string => (count === 1 ? "is" : "are");

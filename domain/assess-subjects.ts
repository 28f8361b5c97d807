import type { Gap, SubjectAssessment } from "./assessment";
import { cleanLine } from "./clean-text";
import type { ContextFinding } from "./context";
import { CONTEXT_SOURCES, type ContextSourceName, contextSources } from "./context-source";
import type { AccountEntity, Entity, HostEntity, ResourceEntity } from "./entity";
import { canonicalJson } from "./json";
import type { Failure } from "./outcome";
import type { ScorePolicy } from "./policy";
import { type Score, byText, scoreOf } from "./score";
import { SIGNALS, type Signal, type SignalName, keyOf, labelOf } from "./signal";
import { signalsOfSource } from "./source-signals";
import { badness } from "./verdict";
import type { Verdict } from "./reputation";

/** A question to a source of context that failed. */
export interface UnansweredContext {
  source: ContextSourceName;
  /** The entities that it was asked about. */
  about: readonly { key: string; label: string }[];
  failure: Failure;
}

/** Everything that context says, and does not say, of the entities of an incident. */
export interface ContextFacts {
  entities: readonly Entity[];
  findings: readonly ContextFinding[];
  unanswered: readonly UnansweredContext[];
  policy: ScorePolicy;
  /** When it is decided, ISO 8601: evidence has faded since it happened. */
  at: string;
}

/** One entity, and what is known and open of it. */
interface Subject {
  key: string;
  label: string;
  claims: (AccountEntity | HostEntity | ResourceEntity)[];
  signals: Signal[];
  /** How many sources answered in full, and how many in part. */
  answered: number;
  open: string[];
  inPart: number;
}

/** The worst that could be said of it when all who gave no answer spoke against it with full strength. */
interface Judged {
  subject: SubjectAssessment;
  atWorst: Verdict;
}

/** All that have no reputation, the worst first; `known` are keys of those that have one. */
export function judgeSubjects(facts: ContextFacts, known: ReadonlySet<string>): Judged[] {
  return [...subjectsOf(facts).values()]
    .filter(({ key, claims, signals, open }) => {
      const isWorthIt = claims.length > 0 || signals.length > 0 || open.length > 0;
      return isWorthIt && !known.has(key);
    })
    .map((subject) => judge(subject, facts))
    .toSorted(
      ({ subject: a }, { subject: b }) =>
        badness(b.verdict) - badness(a.verdict) || b.score - a.score || byText(a.key, b.key),
    );
}

/** What speaks against one key, by all findings. */
export const signalsAbout = ({ findings }: ContextFacts, key: string): Signal[] =>
  findings.filter(({ about }) => about === key).flatMap(signalsIn);

// What it says of others nobody asked it: a missing answer would have to count against everybody.
const signalsIn = ({ about, signals }: ContextFinding): Signal[] =>
  signals.filter((signal) => signal.about === about);

/** Questions that got no answer, or not the whole one. */
export function contextGaps({ findings, unanswered }: ContextFacts): Gap[] {
  return [
    ...unanswered.map(({ source, about, failure }) => ({
      question: questionOf(
        contextSources[source].title,
        about.map(({ label }) => label),
      ),
      failure,
    })),
    ...findings.filter(isOpen).map(({ source, label, note }): Gap => {
      const name = sourceOf(source);
      const message = note ?? "it knows more than it says";
      return {
        question: questionOf(name === undefined ? source : contextSources[name].title, [label]),
        failure: {
          kind: "permanent",
          vendor: name ? contextSources[name].vendor : source,
          message,
        },
      };
    }),
  ];
}

function questionOf(title: string, labels: readonly string[]): string {
  const shown = labels.slice(0, 3).map((label) => cleanLine(label, 100));
  const more = labels.length - shown.length;
  return `${cleanLine(title, 60)} about ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function judge(subject: Subject, { policy, at }: ContextFacts): Judged {
  const { key, label, signals, claims } = subject;
  const score = scoreOf(signals, policy, at);
  const could = subject.open.flatMap((source) => couldSay(source).map((name) => full(name, key)));
  return {
    subject: {
      key,
      label,
      verdict: score.verdict,
      score: score.score,
      confidence: confidenceOf(subject, score),
      reasons: score.shares
        .slice(0, 8)
        .map(({ because, points }) => `${cleanLine(because, 200)} (${points} points)`),
      claims,
    },
    atWorst: scoreOf([...signals, ...could], policy, at).verdict,
  };
}

// Whoever is not in the table could say anything.
const couldSay = (source: string): readonly SignalName[] => {
  const name = sourceOf(source);
  return name === undefined ? SIGNALS : signalsOfSource[name];
};

const full = (name: SignalName, about: string): Signal => ({
  name,
  about,
  strength: 1,
  confidence: 1,
  because: "",
});

// One that answered in part counts half.
function confidenceOf({ answered, inPart, open }: Subject, { confidence, shares }: Score): number {
  const asked = answered + open.length;
  if (asked === 0) return shares.length > 0 ? confidence : 0;
  const share = (answered + inPart / 2) / asked;
  return Math.round(share * (shares.length > 0 ? confidence : 1) * 100) / 100;
}

function subjectsOf({ entities, findings, unanswered }: ContextFacts): Map<string, Subject> {
  const subjects = new Map<string, Subject>();
  const subjectOf = (key: string, label: string): Subject => {
    const subject = subjects.get(key) ?? {
      key,
      label,
      claims: [],
      signals: [],
      answered: 0,
      open: [],
      inPart: 0,
    };
    subjects.set(key, subject);
    return subject;
  };
  for (const entity of entities.toSorted(byJson)) {
    if (!isSubject(entity)) continue;
    const { claims } = subjectOf(keyOf(entity), labelOf(entity));
    if (!claims.some((claim) => canonicalJson(claim) === canonicalJson(entity)))
      claims.push(entity);
  }
  for (const finding of findings.toSorted(byJson)) {
    const subject = subjectOf(finding.about, finding.label);
    if (isOpen(finding)) subject.open.push(finding.source);
    else if (finding.state !== "not-collected") subject.answered += 1;
    if (finding.state === "partial") subject.inPart += 1;
    subject.signals.push(...signalsIn(finding));
  }
  for (const { source, about } of unanswered)
    for (const { key, label } of about) subjectOf(key, label).open.push(source);
  return subjects;
}

const isSubject = (entity: Entity): entity is AccountEntity | HostEntity | ResourceEntity =>
  ["Account", "Host", "AzureResource", "CloudResource"].includes(entity.kind);

const byJson = (a: unknown, b: unknown): number => byText(canonicalJson(a), canonicalJson(b));

/** What a source does not collect here it never will: it is shown, and asks for no more than one not asked. */
const isOpen = ({ state }: ContextFinding): boolean => state === "partial";

const sourceOf = (text: string): ContextSourceName | undefined =>
  CONTEXT_SOURCES.find((name) => name === text || contextSources[name].title === text);

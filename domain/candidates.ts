import { isCorroborated } from "./agreement";
import type { Assessment, ObservableAssessment, SubjectAssessment } from "./assessment";
import { cleanLine } from "./clean-text";
import type { Candidate, Claim, RefusedContainment } from "./containment";
import { CONTAINMENT_KINDS, containmentKinds, takesObservable } from "./containment-kind";
import type { ContainmentKind } from "./containment-kind";
import type { Incident } from "./incident";
import type { Observable } from "./observable";
import type { KindPolicy, Policy } from "./policy";
import type { Reputation, Verdict } from "./reputation";
import { byText } from "./score";
import { isAtLeast } from "./severity";
import { badness, isBad } from "./verdict";

/** Something bad, and what it takes to do something about it. */
interface Bad {
  about: string;
  label: string;
  verdict: Verdict;
  score: number;
  reason: string;
  takes: (kind: ContainmentKind) => boolean;
  /** Who or what a kind is to be done to; a sentence for a human where the incident does not say. */
  claimFor: (kind: ContainmentKind) => Claim | string;
  /** Why nothing is done about it, whatever the policy wants. */
  doubt?: string;
  /** Whether somebody can end the doubt. */
  needsHuman: boolean;
}

/**
 * What could be done about what is bad, worst first, and what the policy does not want, each with the
 * rule that says so. What nobody calls bad is not considered; nor is a kind that the policy never uses.
 * An account or a host is only considered by evidence about itself.
 */
export function candidatesOf(
  assessment: Assessment,
  incident: Incident,
  policy: Policy,
): { candidates: Candidate[]; refused: RefusedContainment[] } {
  const candidates: Candidate[] = [];
  const refused: RefusedContainment[] = [];
  const { observables, subjects = [] } = assessment;
  const bad = [
    ...observables
      .filter(({ verdict }) => isBad(verdict))
      .map((one) => badObservable(one, subjects)),
    ...subjects.filter(({ verdict }) => isBad(verdict)).map(badSubject),
  ].toSorted(worstFirst);
  for (const { about, label, verdict, score, reason, takes, claimFor, doubt, needsHuman } of bad) {
    for (const kind of CONTAINMENT_KINDS.filter(takes)) {
      const rules = policy.contain.kinds[kind];
      if (rules.act === "never") continue;
      const byPolicy = refusalByPolicy(verdict, incident, rules);
      const why = byPolicy ?? doubt;
      const claim = why ?? claimFor(kind);
      if (typeof claim === "string") {
        const isOpen = byPolicy === undefined && (needsHuman || why === undefined);
        refused.push({ kind, label, reason: claim, needsHuman: isOpen });
      } else candidates.push({ kind, claim, label, reason, about, verdict, score });
    }
  }
  return { candidates, refused };
}

const worstFirst = (a: Bad, b: Bad): number =>
  badness(b.verdict) - badness(a.verdict) || b.score - a.score || byText(a.about, b.about);

function badObservable(one: ObservableAssessment, subjects: readonly SubjectAssessment[]): Bad {
  const { observable, verdict, score = 0 } = one;
  return {
    about: `${observable.kind}:${observable.value}`.toLowerCase(),
    label: observable.value,
    verdict,
    score,
    reason: reasonFor(one),
    takes: (kind) =>
      takesObservable(kind, observable) ||
      (observable.kind === "hash" && containmentKinds[kind].takes === "file"),
    claimFor: (kind) =>
      containmentKinds[kind].takes === "file"
        ? fileOn(subjects, observable)
        : { kind: "observable", observable },
    needsHuman: false,
    ...(!isCorroborated(one.reputations) && {
      doubt:
        "Only sources that anybody may publish in speak against it: they never lead to a block alone",
    }),
  };
}

function badSubject({ key, label, verdict, score, reasons, claims }: SubjectAssessment): Bad {
  const [first, second] = claims;
  const doubt = second
    ? `The incident says ${claims.length} different things under this name: find out who is meant, and decide yourself`
    : undefined;
  return {
    about: key,
    label,
    verdict,
    score,
    reason: `${verdict}, ${score} of 100: ${reasons.slice(0, 3).join("; ")}`,
    takes: (kind) => first !== undefined && containmentKinds[kind].takes === claimOf(first).kind,
    claimFor: () =>
      first ? claimOf(first) : "The incident does not say who it is: find out, and decide yourself",
    needsHuman: true,
    ...(doubt !== undefined && { doubt }),
  };
}

function claimOf(entity: SubjectAssessment["claims"][number]): Claim {
  if (entity.kind === "Account") return { kind: "account", account: entity };
  return entity.kind === "Host"
    ? { kind: "host", host: entity }
    : { kind: "resource", resource: entity };
}

/** A file where it is, when there is only one place where it can be. */
function fileOn(subjects: readonly SubjectAssessment[], hash: Observable): Claim | string {
  const hosts = subjects.flatMap(({ claims }) => claims.filter((one) => one.kind === "Host"));
  const [host] = hosts;
  return host && hosts.length === 1
    ? { kind: "file", hash, host }
    : "The incident does not say on which device the file is: find out, and decide yourself";
}

function refusalByPolicy(
  verdict: Verdict,
  { severity }: Incident,
  { fromSeverity, fromVerdict }: KindPolicy,
): string | undefined {
  if (!isAtLeast(severity, fromSeverity)) {
    return `The policy does this from severity ${fromSeverity} on; this incident is ${severity}`;
  }
  return badness(verdict) < badness(fromVerdict)
    ? `The policy does this to what is ${fromVerdict}; this is ${verdict}`
    : undefined;
}

function reasonFor({ verdict, reputations }: ObservableAssessment): string {
  const sources = reputations
    .filter((reputation) => reputation.verdict === verdict)
    .toSorted((a, b) => b.confidence - a.confidence || byText(a.source, b.source))
    .map(
      (reputation) =>
        `${cleanLine(reputation.source, 60)}: ${cleanLine(evidenceOf(reputation), 160)}`,
    );
  return `${verdict}, ${[...new Set(sources)].slice(0, 3).join("; ")}`;
}

/** Without how old the answer is: a plan made of the same answers is the same plan, whenever it is made. */
const evidenceOf = ({ evidence, keptSince }: Reputation): string =>
  keptSince === undefined ? evidence : evidence.replace(/ \(from cache, [^()]* old\)$/, "");

import { isCorroborated } from "./agreement";
import type { Assessment, ObservableAssessment } from "./assessment";
import { cleanLine } from "./clean-text";
import type { Candidate, RefusedContainment } from "./containment";
import { CONTAINMENT_KINDS, takesObservable } from "./containment-kind";
import type { Incident } from "./incident";
import type { Policy } from "./policy";
import type { Reputation } from "./reputation";
import { isAtLeast } from "./severity";
import { badness, isBad } from "./verdict";

/**
 * What could be done about what is bad, worst first, and what the policy does not want, each with the
 * rule that says so. What nobody calls bad is not considered; nor is a kind that the policy never uses.
 */
export function candidatesOf(
  assessment: Assessment,
  incident: Incident,
  policy: Policy,
): { candidates: Candidate[]; refused: RefusedContainment[] } {
  const candidates: Candidate[] = [];
  const refused: RefusedContainment[] = [];
  const bad = assessment.observables
    .filter(({ verdict }) => isBad(verdict))
    .toSorted((a, b) => badness(b.verdict) - badness(a.verdict));
  for (const one of bad) {
    const { observable } = one;
    for (const kind of CONTAINMENT_KINDS.filter((name) => takesObservable(name, observable))) {
      const rules = policy.contain.kinds[kind];
      if (rules.act === "never") continue;
      const label = observable.value;
      const reason = refusalByPolicy(one, incident, rules);
      if (reason !== undefined) refused.push({ kind, label, reason, needsHuman: false });
      else {
        const claim = { kind: "observable" as const, observable };
        candidates.push({ kind, claim, label, reason: reasonFor(one) });
      }
    }
  }
  return { candidates, refused };
}

function refusalByPolicy(
  { verdict, reputations }: ObservableAssessment,
  { severity }: Incident,
  { fromSeverity, fromVerdict }: Policy["contain"]["kinds"]["feed-block"],
): string | undefined {
  if (!isAtLeast(severity, fromSeverity)) {
    return `The policy does this from severity ${fromSeverity} on; this incident is ${severity}`;
  }
  if (badness(verdict) < badness(fromVerdict)) {
    return `The policy does this to what is ${fromVerdict}; this is ${verdict}`;
  }
  return isCorroborated(reputations)
    ? undefined
    : "Only sources that anybody may publish in speak against it: they never lead to a block alone";
}

function reasonFor({ verdict, reputations }: ObservableAssessment): string {
  const sources = reputations
    .filter((reputation) => reputation.verdict === verdict)
    .map(
      (reputation) =>
        `${cleanLine(reputation.source, 60)}: ${cleanLine(evidenceOf(reputation), 160)}`,
    );
  return `${verdict}, ${sources.slice(0, 3).join("; ")}`;
}

/** Without how old the answer is: a plan made of the same answers is the same plan, whenever it is made. */
const evidenceOf = ({ evidence, keptSince }: Reputation): string =>
  keptSince === undefined ? evidence : evidence.replace(/ \(from cache, [^()]* old\)$/, "");

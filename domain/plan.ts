import { askedBecause, blastRadiusOf } from "./blast-radius";
import type {
  Candidate,
  ContainmentPlan,
  PlannedContainment,
  RefusedContainment,
  Resolution,
  Target,
} from "./containment";
import { CONTAINMENT_KINDS, containmentKinds } from "./containment-kind";
import type { ContextFinding } from "./context";
import { refusedBy } from "./guard";
import type { Refusal } from "./refusal";
import { canonicalJson } from "./json";
import type { Outcome } from "./outcome";
import type { KindPolicy, Policy } from "./policy";
import { byText } from "./score";
import { badness } from "./verdict";
import { counted } from "./words";

/** A candidate, and what the search for its target found. */
export interface Resolved {
  candidate: Candidate;
  resolution: Outcome<Resolution>;
}

interface PlanFacts {
  policy: Policy;
  context: ContextFinding[];
  at: string;
}

/**
 * What is done, worst first, and what is not, each with the rule that says so. One target is contained
 * in one way once, however many claims lead to it. Equal inputs make equal plans, in whatever order
 * they come.
 */
export function planContainments(resolved: Resolved[], facts: PlanFacts): ContainmentPlan {
  const items: PlannedContainment[] = [];
  const refused = new Map<string, RefusedContainment>();
  const doubts = doubtsOf(resolved, facts);
  for (const { candidate, resolution } of resolved.toSorted(worstFirst)) {
    const { kind, label } = candidate;
    const found = foundBy(candidate, resolution);
    const isThere = "id" in found && items.some(({ id }) => isSameId(id, `${kind}:${found.id}`));
    if (isThere) continue;
    const refusal =
      "id" in found
        ? (doubts.get(`${kind}:${found.id}`.toLowerCase()) ??
          refusalIn(items, candidate, found, facts))
        : found;
    if (refusal === undefined) items.push(itemOf(candidate, found as Target, facts));
    else {
      const one = { kind, label, ...refusal };
      refused.set(canonicalJson(one), one);
    }
  }
  return { items, refused: [...refused.values()] };
}

const isSameId = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** What the guard says of each target: one claim may know more of it than another, and any "no" holds. */
function doubtsOf(resolved: readonly Resolved[], { policy, at }: PlanFacts): Map<string, Refusal> {
  const doubts = new Map<string, Refusal>();
  for (const { candidate, resolution } of resolved.toSorted(worstFirst)) {
    const found = foundBy(candidate, resolution);
    const refusal = "id" in found ? refusedBy(candidate.kind, found, policy, at) : undefined;
    const key = "id" in found ? `${candidate.kind}:${found.id}`.toLowerCase() : "";
    if (refusal && !doubts.has(key)) doubts.set(key, refusal);
  }
  return doubts;
}

/** Exactly the one that is meant, or why nobody knows. */
function foundBy({ claim }: Candidate, resolution: Outcome<Resolution>): Target | Refusal {
  if (!resolution.ok) return { reason: sentenceOf(resolution.failure.message), needsHuman: true };
  if ("absent" in resolution.value) {
    return { reason: sentenceOf(resolution.value.absent), needsHuman: false };
  }
  if (!("found" in resolution.value)) {
    return { reason: sentenceOf(resolution.value.question), needsHuman: true };
  }
  const { found } = resolution.value;
  const wanted = claim.kind === "account" ? claim.account.aadUserId : undefined;
  const isOther =
    (wanted !== undefined && found.id.toLowerCase() !== wanted.toLowerCase()) ||
    (claim.kind === "observable" && found.label !== claim.observable.value);
  return isOther
    ? {
        reason:
          "What was found is not what the incident names: find out who is meant, and decide yourself",
        needsHuman: true,
      }
    : found;
}

const sentenceOf = (text: string): string =>
  text.trim() === "" ? "Nobody could say who it is: find out, and decide yourself" : text;

function refusalIn(
  items: readonly PlannedContainment[],
  { kind }: Candidate,
  target: Target,
  { policy, at }: PlanFacts,
): Refusal | undefined {
  const byGuard = refusedBy(kind, target, policy, at);
  if (byGuard) return byGuard;
  const reason = refusalByLimit(items, kind, policy.contain.kinds[kind], policy);
  return reason === undefined ? undefined : { reason, needsHuman: false };
}

function itemOf(
  candidate: Candidate,
  target: Target,
  { policy, context }: PlanFacts,
): PlannedContainment {
  const { kind, reason, about } = candidate;
  const rules = policy.contain.kinds[kind];
  const radius = blastRadiusOf(candidate, policy, context);
  const asked = containmentKinds[kind].alwaysAsked ?? askedBecause(rules, radius);
  return {
    id: `${kind}:${target.id}`,
    kind,
    target,
    reason,
    lifetimeHours: rules.lifetimeHours,
    blastRadius: radius.sentences,
    quorum: asked === undefined ? 0 : Math.max(1, rules.quorum),
    ...(asked !== undefined && { askedBecause: asked }),
    ...(about !== undefined && { about }),
  };
}

function refusalByLimit(
  items: readonly PlannedContainment[],
  kind: Candidate["kind"],
  { maxPerIncident }: KindPolicy,
  { contain }: Policy,
): string | undefined {
  if (items.filter((item) => item.kind === kind).length >= maxPerIncident) {
    return `The policy does this at most ${counted(maxPerIncident, "time")} for one incident`;
  }
  const { perIncident } = contain.limits;
  return items.length < perIncident
    ? undefined
    : `The policy contains at most ${counted(perIncident, "target")} for one incident`;
}

function worstFirst({ candidate: a, ...left }: Resolved, { candidate: b, ...right }: Resolved) {
  return (
    badness(b.verdict ?? "unknown") - badness(a.verdict ?? "unknown") ||
    (b.score ?? 0) - (a.score ?? 0) ||
    byText(a.about ?? a.label, b.about ?? b.label) ||
    CONTAINMENT_KINDS.indexOf(a.kind) - CONTAINMENT_KINDS.indexOf(b.kind) ||
    byText(canonicalJson([a, left]), canonicalJson([b, right]))
  );
}

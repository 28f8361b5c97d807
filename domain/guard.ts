import { cleanLine } from "./clean-text";
import type { Target } from "./containment";
import { type ContainmentKind, containmentKinds } from "./containment-kind";
import { refusalOfAccount, refusalOfHost, refusalOfResource } from "./guard-identity";
import { refusalOfObservable } from "./guard-observable";
import type { Policy } from "./policy";
import type { Refusal } from "./refusal";

/**
 * The rule that forbids to do something to a target at a time (ISO 8601); undefined when nothing does.
 * Asked when a plan is made and again right before it is carried out. What is in doubt is refused.
 */
export const refusalOf = (
  kind: ContainmentKind,
  target: Target,
  policy: Policy,
  at: string,
): string | undefined => refusedBy(kind, target, policy, at)?.reason;

/** The same, with what it means for people. */
export function refusedBy(
  kind: ContainmentKind,
  target: Target,
  policy: Policy,
  at: string,
): Refusal | undefined {
  const byRule = refusalOfRule(kind, policy, at) ?? refusalOfIdentity(target);
  if (byRule !== undefined) return { reason: byRule, needsHuman: false };
  const { takes } = containmentKinds[kind];
  if (takes === "account") return refusalOfAccount(kind, target, policy);
  if (takes === "host" || takes === "file") return refusalOfHost(target, policy);
  if (takes === "resource") return refusalOfResource(target, policy);
  const reason = refusalOfObservable(takes, target, policy);
  return reason === undefined ? undefined : { reason, needsHuman: false };
}

function refusalOfRule(kind: ContainmentKind, policy: Policy, at: string): string | undefined {
  const { isEnabled, quietTimes, kinds } = policy.contain;
  if (!isEnabled) return "The kill switch of the policy stops every containment";
  if (kinds[kind].act === "never") return "The policy never does this";
  const now = Date.parse(at);
  if (Number.isNaN(now)) return "It is not known what time it is: it may be maintenance";
  const unreadable = quietTimes.find(({ from, until }) => !(Date.parse(from) <= Date.parse(until)));
  if (unreadable) {
    return `The policy has a maintenance that nobody can read: ${cleanLine(unreadable.name, 100)}`;
  }
  const quiet = quietTimes.find(
    ({ from, until }) => Date.parse(from) <= now && now < Date.parse(until),
  );
  return quiet && `It is maintenance: ${cleanLine(quiet.name, 100)}`;
}

const unreadable = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

/** One target has an id that is exact, and a name that people can read. */
function refusalOfIdentity({ id, label, names }: Target): string | undefined {
  if (id === "" || id !== id.trim() || id.length > 4_096) return "Its target has no exact id";
  if (label.trim() === "") return "Its target has no name that people could know it by";
  return [id, label, ...names].some((text) => unreadable.test(text))
    ? "Its target has a name with characters that nobody sees"
    : undefined;
}

import type { Look } from "../../domain/containing";
import { isExactly } from "../address-list";
import type { AnyPolicy, AnyRule, Dialect } from "./dialect";

/** Whether our rule has an address, and blocks it. While Azure updates the policy nothing is settled. */
export function lookAt<P extends AnyPolicy, R extends AnyRule>(
  dialect: Dialect<P, R>,
  policy: P,
  name: string,
  address: string,
): Look {
  const ours = dialect.rulesOf(policy).find((rule) => rule.name === name);
  const listed = (ours ? dialect.entriesOf(ours) : []).some((one) => isExactly(one, address));
  const state = { listed };
  const failed = whyHarmless(dialect, policy, listed ? ours : undefined);
  if (failed !== undefined) return { state, effect: "none", failed };
  const { provisioningState } = policy.properties;
  if (/^failed$/i.test(provisioningState)) {
    return { state, effect: "none", failed: `Azure could not update the policy: ${advice}` };
  }
  if (!/^succeeded$/i.test(provisioningState)) {
    return { state, effect: listed ? "under-way" : "ending" };
  }
  return { state, effect: listed ? "in-effect" : "none" };
}

/** Why a rule of ours would block nobody; undefined when it does. */
export function whyHarmless<P extends AnyPolicy, R extends AnyRule>(
  dialect: Dialect<P, R>,
  policy: P,
  ours: R | undefined,
): string | undefined {
  if (!dialect.isPreventing(policy)) {
    return "The policy is off, or only detects: set it to prevention, and nobody is let in whom a rule blocks";
  }
  return ours && !dialect.isBlocking(ours)
    ? `Somebody changed the rule ${ours.name} so that it does not block its addresses any more: delete it, and it is made anew`
    : undefined;
}

const advice = "look at what uses it in the portal, mend that, and update the policy again";

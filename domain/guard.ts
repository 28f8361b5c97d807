import { isInNetwork, parseAddress, parseNetwork, specialRange } from "./address";
import { cleanLine } from "./clean-text";
import type { Target } from "./containment";
import { type ContainmentKind, containmentKinds } from "./containment-kind";
import type { Observable } from "./observable";
import type { Policy } from "./policy";

/**
 * The rule that forbids to do something to a target at a time (ISO 8601); undefined when nothing does.
 * Asked when a plan is made and again right before it is carried out. What is in doubt is refused.
 */
export function refusalOf(
  kind: ContainmentKind,
  target: Target,
  policy: Policy,
  at: string,
): string | undefined {
  const { isEnabled, quietTimes, kinds } = policy.contain;
  if (!isEnabled) return "The kill switch of the policy stops every containment";
  if (kinds[kind].act === "never") return "The policy never does this";
  const quiet = quietTimes.find(
    ({ from, until }) => Date.parse(from) <= Date.parse(at) && Date.parse(at) < Date.parse(until),
  );
  if (quiet) return `It is maintenance: ${cleanLine(quiet.name, 100)}`;
  const { takes } = containmentKinds[kind];
  if (typeof takes === "string") return undefined;
  return refusalOfObservable({ kind: "address", value: target.label }, policy);
}

function refusalOfObservable(observable: Observable, policy: Policy): string | undefined {
  const { kind, value } = observable;
  if (kind !== "address") return "Only addresses can be blocked";
  if (parseNetwork(value) !== undefined && value.includes("/")) {
    return "It is a network: a block has exactly one address";
  }
  if (parseAddress(value) !== value) return "It is not exactly one valid address";
  const range = specialRange(value);
  if (range !== undefined) return `It is never blocked, it is not a public address: ${range}`;
  return (
    refusalBy(policy.own.networks, value, "a network of ours") ??
    refusalBy(policy.protected.networks, value, "a network that the policy protects")
  );
}

// A range that cannot be read might have been the one that protects this address.
function refusalBy(networks: string[], address: string, name: string): string | undefined {
  const unreadable = networks.find((network) => parseNetwork(network) === undefined);
  if (unreadable !== undefined) {
    return `The policy lists "${cleanLine(unreadable, 60)}" as ${name}, which is no network`;
  }
  const network = networks.find((one) => isInNetwork(address, one));
  return network === undefined ? undefined : `It is in ${name}: ${network}`;
}

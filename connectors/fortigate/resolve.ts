import { parseAddress } from "../../domain/address";
import type { Claim, Resolution } from "../../domain/containment";
import { parseIp } from "../../domain/ip-bits";

/** Exactly one IPv4 address. */
export function resolveAddress(claim: Claim): Resolution {
  if (claim.kind !== "observable" || claim.observable.kind !== "address") {
    return { question: "This app blocks addresses only at the FortiGate" };
  }
  const { value } = claim.observable;
  if (parseAddress(value) !== value) return { question: "It is not exactly one valid address" };
  if (parseIp(value)?.family !== 4) {
    return { question: "This app blocks IPv4 only at the FortiGate: block it in another way" };
  }
  return { found: { id: value, label: value, names: [value] } };
}

import { parseAddress } from "../domain/address";
import type { Claim, Resolution } from "../domain/containment";

/**
 * Exactly one address, which is its own id at every provider that blocks addresses; else a question. `otherwise`
 * asks about what is no address; `doubt` about an address that this provider does not take.
 */
export function exactAddress(
  claim: Claim,
  otherwise: string,
  doubt: (address: string) => string | undefined = () => undefined,
): Resolution {
  if (claim.kind !== "observable" || claim.observable.kind !== "address") {
    return { question: otherwise };
  }
  const { value } = claim.observable;
  if (parseAddress(value) !== value) return { question: "It is not exactly one valid address" };
  const question = doubt(value);
  if (question !== undefined) return { question };
  return { found: { id: value, label: value, names: [value] } };
}

import type { ContainmentMethod } from "../domain/containing";
import { takesObservable } from "../domain/containment-kind";
import { fitsFeed } from "../domain/feed-value";

/**
 * A block in the app's own feeds. The ledger itself holds it: what is in force there is served
 * (`functions/block-feed.ts`), so there is nothing to send and nothing to look at elsewhere.
 */
export const feedBlock = (): ContainmentMethod => ({
  async resolve(claim) {
    if (claim.kind !== "observable" || !takesObservable("feed-block", claim.observable)) {
      return { question: "The feeds hold addresses, domains, URLs and hashes only" };
    }
    const { kind, value } = claim.observable;
    if (!fitsFeed(claim.observable)) {
      return { question: "It cannot stand in a feed: it is not one exact value without blanks" };
    }
    return { found: { id: `${kind}:${value}`, label: value, names: [value] } };
  },
  look: async () => ({ state: null, effect: "in-effect" }),
  act: async () => undefined,
  undo: async () => undefined,
});

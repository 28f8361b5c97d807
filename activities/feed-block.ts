import type { ContainmentMethod } from "../domain/containing";
import { takesObservable } from "../domain/containment-kind";
import type { Ledger } from "../ledger/ledger";
import { fitsFeed } from "../domain/feed-value";

/**
 * A block in the app's own feeds. The ledger itself holds it: what is in force there is served
 * (`functions/block-feed.ts`), so there is nothing to send, and the ledger is what is looked at.
 */
export const feedBlock = (ledger: Pick<Ledger, "containment">): ContainmentMethod => ({
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
  async look({ id }) {
    const found = await ledger.containment(`feed-block:${id}`);
    const isListed = found?.actedAt !== undefined && found.holds.length > 0;
    return { state: { isListed }, effect: isListed ? "in-effect" : "none" };
  },
  act: async () => undefined,
  undo: async () => undefined,
});

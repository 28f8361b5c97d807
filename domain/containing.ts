import type { Claim, Resolution, Target } from "./containment";
import type { Json } from "./json";

/**
 * How one kind of containment is done at its provider: `connectors/<vendor>/` has one for each of its
 * kinds, and the engine (`activities/containing.ts`) calls it. Everything may be called again at any
 * time, after any crash. A method decides nothing: whether, how long, and what is protected is said before.
 *
 * C1. `look` tells the truth of this moment, also of what is under way: nothing else is needed to go on.
 * C2. `act` and `undo` change exactly one target, by its id, and only what the kind is about. Each
 *     compares where the provider can (etag, test-and-set), so that somebody else's change is not lost.
 * C3. `undo` restores `before`. What cannot be restored is not touched: it throws `permanent` with why.
 */
export interface ContainmentMethod {
  /** Exactly one target, or the question for a human. Never guesses, never matches a part of a name. */
  resolve(claim: Claim): Promise<Resolution>;
  look(target: Target, mark: Mark): Promise<Look>;
  act(target: Target, mark: Mark): Promise<void>;
  undo(target: Target, before: Json, mark: Mark): Promise<void>;
  /** For objects that many targets share (an IP group): changes of several are made in one write. */
  together?: Together;
}

/** Written wherever the provider keeps a free text, to find our own work again. */
export interface Mark {
  /** "incident/4711 run/respond-3f9c", up to 100 characters of `[\w/ .:-]`. */
  text: string;
  /** When this containment began, ISO 8601: what is older was not our doing. */
  since: string;
}

export interface Look {
  /** What this kind changes, and nothing that changes by itself: two looks are compared by it. */
  state: Json;
  effect: "none" | "under-way" | "in-effect" | "ending";
  /** Why it did not come about or did not end, as a sentence, when the provider says so. */
  failed?: string;
}

/** One writer a shared object: the engine sees to that, and hands over all that waits. */
export interface Together {
  /** Names the object that a target is in. */
  objectOf(target: Target): string;
  change(object: string, add: Target[], remove: Target[], mark: Mark): Promise<void>;
}

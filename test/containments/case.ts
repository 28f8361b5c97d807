import type { Claim } from "../../domain/containment";
import type { ContainmentKind } from "../../domain/containment-kind";
import type { RunningSimulators } from "../../simulators/server";

/** One row of the matrix: a kind, and what it takes to try it at its simulator. A file `<vendor>.case.ts` exports `cases`. */
export interface ContainmentCase {
  kind: ContainmentKind;
  /** The simulator that is written to. */
  simulator: string;
  /** Which calls are writes, where the method does not say it: all but GET when left out. */
  isWrite?: (call: { method: string; path: string; operation?: string }) => boolean;
  /** Whom the incident names; exactly one is there. */
  claim: Claim;
  /** Sets the scene: nothing takes long, no quota is small. */
  arrange?: (vendors: RunningSimulators) => void;
  /**
   * All that the simulator holds which the kind may change, without what each write renews by itself (an
   * etag, a time). After an undo it must be what it was before.
   */
  state: (vendors: RunningSimulators) => unknown;
  /** Who asks: environment beside the usual one. */
  settings?: Record<string, string>;
  /**
   * Somebody else's change while ours is in force, made at the simulator. "left": the target itself, which
   * is then not undone; "kept": something beside it, which the undo must not lose. Left out where the
   * vendor's object has nothing that others could change.
   */
  meddling?:
    | { outcome: "left"; by: (vendors: RunningSimulators) => void | Promise<void> }
    | {
        outcome: "kept";
        by: (vendors: RunningSimulators) => void | Promise<void>;
        isKept: (vendors: RunningSimulators) => boolean;
      };
  /** Other claims whose targets share one object (a set, a group) with the first: changed at the same moment. */
  together?: Claim[];
  /** Names by which a policy would protect the target: each of them alone must stop it. None of a hash. */
  protectedBy: { [List in "accounts" | "hosts" | "networks" | "domains" | "resources"]?: string[] };
}

import { createHash } from "node:crypto";
import type { IncidentRef } from "../domain/incident";
import { type Json, canonicalJson } from "../domain/json";
import { incidentKey } from "../domain/incident";
import type { ActivityDependencies } from "./dependencies";
import type { Step } from "./step";

/** A larger decision is in the record by its hash alone, in UTF-16 units of its canonical JSON. */
const longestDecision = 8_000;

/** What a flow writes into an incident's record. */
export const records = ({ ledger, now }: ActivityDependencies) => ({
  /**
   * Adds that a run decided, and what; answers the SHA-256, in hex, of the decision's canonical JSON. An
   * incident that is decided again, alike, has one entry; otherwise one more.
   */
  async recordDecision({ step, ref, decision, why }: DecisionInput): Promise<{ hash: string }> {
    const text = canonicalJson(decision);
    const hash = createHash("sha256").update(text).digest("hex");
    await ledger.append(incidentKey(ref), `${step.key} decided ${hash}`, {
      what: "decided",
      by: step.runId,
      at: now().toISOString(),
      detail: {
        hash,
        ...(text.length <= longestDecision && { decision }),
        ...(why !== undefined && canonicalJson(why).length <= longestDecision && { why }),
      },
    });
    return { hash };
  },
});

interface DecisionInput {
  step: Step;
  ref: IncidentRef;
  /** Plain JSON, free of secrets: what it is about, such as the items of a plan. */
  decision: Json;
  /** Why, in words: kept beside it and in no hash, since ages and scores change while nothing else does. */
  why?: Json;
}

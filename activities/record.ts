import { createHash } from "node:crypto";
import type { IncidentRef } from "../domain/incident";
import { type Json, canonicalJson } from "../domain/json";
import type { Carried } from "../domain/pieces";
import { incidentKey } from "../domain/incident";
import type { ActivityDependencies } from "./dependencies";
import { carriedText } from "./pieces";
import type { Step } from "./step";

/** A larger decision is in the record by its hash alone, in UTF-16 units of its canonical JSON. */
const longestDecision = 8_000;

/** What a flow writes into an incident's record. */
export const records = ({ ledger, now }: ActivityDependencies) => {
  const decisionIn = async (made: Decided): Promise<Json> =>
    "decision" in made
      ? made.decision
      : (JSON.parse(await carriedText({ ledger, now }, made.decided)) as Json);

  return {
    /**
     * Adds that a run decided, and what; answers the SHA-256, in hex, of the decision's canonical JSON. An
     * incident that is decided again, alike, has one entry; otherwise one more.
     */
    async recordDecision({ step, ref, why, ...made }: DecisionInput): Promise<{ hash: string }> {
      const decision = await decisionIn(made);
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
  };
};

type DecisionInput = {
  step: Step;
  ref: IncidentRef;
  /** Why, in words: kept beside it and in no hash, since ages and scores change while nothing else does. */
  why?: Json;
} & Decided;

/** Plain JSON, free of secrets: what it is about, such as the items of a plan; or its text, or where that is kept. */
type Decided = { decision: Json } | { decided: Carried };

import type { DefenderOutcome } from "../domain/defender-incident";
import type { Closing } from "../domain/policy";
import type { ActivityDependencies } from "./dependencies";
import { harmlessToRepeat, once } from "./once";
import type { Step } from "./step";

/** What is written to the incident of the Defender portal that Sentinel's belongs to. */
export const defenderIncidents = ({ connectors, ledger }: ActivityDependencies) => ({
  resolveInDefender: ({ step, id, closing, comment }: ResolveInput): Promise<DefenderOutcome> =>
    once(ledger, step, {
      action: "resolveInDefender",
      target: id,
      look: harmlessToRepeat,
      send: () => connectors["graph-security"].resolveIncident(id, closing, comment),
    }),
});

interface ResolveInput {
  step: Step;
  /** Of the Defender portal. */
  id: string;
  closing: Closing;
  comment: string;
}

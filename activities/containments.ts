import { ConnectorError } from "../connectors/connector-error";
import type { Containment, PlannedBlock } from "../domain/containment";
import { refusalOf } from "../domain/guard";
import type { Ledger } from "../ledger/ledger";
import type { ActivityDependencies } from "./dependencies";
import type { Step } from "./step";

const hour = 3_600_000;

/** What keeps an attacker out: the ledger holds it, the feed serves it to firewalls. */
export const containments = ({ ledger, policy, now }: ActivityDependencies) => ({
  async blockAddress({ step, block, incidentName }: BlockInput): Promise<Containment> {
    // Guarded again: the policy may be another one than when the plan was made.
    const refusal = refusalOf(block.observable, policy);
    if (refusal) throw permanent(`Block of ${block.observable.value} refused: ${refusal}`);

    // The containment is its own entry: the same target has the same id, so a repeat adds nothing.
    const planned = containmentOf(step, block, incidentName);
    await ledger.contain(planned);
    return inForce(ledger, planned, now());
  },
});

interface BlockInput {
  step: Step;
  block: PlannedBlock;
  /** Name of the incident that it is done for. */
  incidentName: string;
}

/** By the time of the step, so that a repeat asks for the same and not for longer. */
function containmentOf(step: Step, block: PlannedBlock, incidentName: string): Containment {
  const { observable, reason, lifetimeHours } = block;
  return {
    id: `block:${observable.kind}:${observable.value}`,
    observable,
    reason,
    runId: step.runId,
    incidentName,
    addedAt: step.at,
    expiresAt: new Date(Date.parse(step.at) + lifetimeHours * hour).toISOString(),
  };
}

/** The containment as the feed now serves it: an earlier one of the same target may last longer. */
async function inForce(ledger: Ledger, { id, observable, addedAt }: Containment, now: Date) {
  // Clocks of two machines differ: the step may have begun "later" than it is here.
  const at = new Date(Math.max(now.getTime(), Date.parse(addedAt))).toISOString();
  const found = (await ledger.containmentsInForce(observable.kind, at)).find(
    (one) => one.id === id,
  );
  if (!found) throw permanent(`Block of ${observable.value} is not in force after it was written`);
  return found;
}

const permanent = (message: string) => new ConnectorError("activity", "permanent", message);

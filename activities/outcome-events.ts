import { notConfigured } from "../connectors/connector-error";
import type { OutcomeEvent } from "../domain/report/outcome-event";
import type { ActivityDependencies } from "./dependencies";
import { once } from "./once";
import { type Step, guidOf } from "./step";

/** How far an event came: surely taken, or nobody knows. */
export interface WrittenOutcome {
  sent: "yes" | "maybe";
  /** Whether the system has said that it is stored for good. */
  isIndexed: boolean;
}

/** A run's outcome, written to another system that can neither be asked for an event nor tells a repeat. */
export const outcomeEvents = ({ connectors: { providers }, ledger }: ActivityDependencies) => ({
  async writeOutcome({ step, event }: WriteInput): Promise<WrittenOutcome> {
    const answer = await once(ledger, step, {
      action: "writeOutcome",
      target: `incident ${event.incident.number}`,
      async send(aboutToSend) {
        const write = providers["splunk"]?.writeOutcome;
        if (!write) throw notConfigured("splunk", "SPLUNK_HEC_URL");
        // Of the run and not of the step: both revisions have it.
        const id = guidOf({ ...step, key: `${event.runId} outcome` });
        return { sent: "yes" as const, ...(await write({ ...event, id }, aboutToSend)) };
      },
    });
    return answer === "maybe" ? { sent: "maybe", isIndexed: false } : answer;
  },
});

interface WriteInput {
  step: Step;
  event: OutcomeEvent;
}

import { ConnectorError } from "../connectors/connector-error";
import type { OutcomeEvent } from "../domain/report/outcome-event";
import type { OutcomeSink } from "../domain/report/outcome-sink";
import type { ActivityDependencies } from "./dependencies";
import { harmlessToRepeat, once } from "./once";
import { type Step, guidOf } from "./step";

/** How far an event came: surely taken, or nobody knows. */
export interface WrittenOutcome {
  /** Left out by a run of before there was more than one. */
  sink?: OutcomeSink;
  sent: "yes" | "maybe";
  /** Whether the system has said that it is stored for good. */
  isIndexed: boolean;
}

/** A run's outcome, written to another system: again where that one tells a repeat, else at most once. */
export const outcomeEvents = ({ connectors: { providers }, ledger }: ActivityDependencies) => ({
  async writeOutcome({ step, event, sink = "splunk" }: WriteInput): Promise<WrittenOutcome> {
    const target = providers[sink];
    const write = async (aboutToSend?: () => Promise<void>) => {
      if (!target?.writeOutcome) throw takesNone(sink);
      // Of the run and not of the step: both revisions have it.
      const id = guidOf({ ...step, key: `${event.runId} outcome` });
      const written = await target.writeOutcome({ ...event, id }, aboutToSend);
      return { sent: "yes" as const, ...written };
    };
    const named = { action: "writeOutcome", target: `incident ${event.incident.number}` };
    const answer = target?.tellsRepeats
      ? await once(ledger, step, { ...named, send: () => write(), look: harmlessToRepeat })
      : await once(ledger, step, { ...named, send: write });
    return { sink, ...(answer === "maybe" ? { sent: answer, isIndexed: false } : answer) };
  },
});

const takesNone = (sink: string): ConnectorError =>
  new ConnectorError(sink, "auth", "It takes no outcomes: see the app's settings");

interface WriteInput {
  step: Step;
  event: OutcomeEvent;
  /** Left out by a run of before there was more than one. */
  sink?: OutcomeSink;
}

/** Where an outcome is written. */
export const sinkOf = ({ sink = "splunk" }: Pick<WriteInput, "sink">): string => sink;

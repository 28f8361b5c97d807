import type { OrchestrationContext } from "durable-functions";
import type { NamedFindings } from "../domain/finding";
import { type FindingSourceName, FINDING_SOURCES } from "../domain/finding-source";
import type { IncidentRef } from "../domain/incident";
import type { Outcome } from "../domain/outcome";
import type { Policy } from "../domain/policy";
import type { OutcomeEvent } from "../domain/report/outcome-event";
import { type OutcomeSink, OUTCOME_SINKS, outcomeSinks } from "../domain/report/outcome-sink";
import type { StepReport } from "../domain/report/report";
import { counted } from "../domain/words";
import { type Flow, ask } from "../durable/flow";
import { activities, patienceOf } from "./response";

/** What other systems are told of a run, and of what is not told why. */
export interface Tellings {
  tellings: { sink: OutcomeSink; event: OutcomeEvent }[];
  untold: StepReport[];
}

/** An outcome for each system of the policy; for one that keeps it with its findings, along with those that alerts name. */
export function* tellingsOf(
  context: OrchestrationContext,
  policy: Policy,
  ref: IncidentRef,
  event: OutcomeEvent,
): Flow<Tellings> {
  const { namedFindings } = activities(context);
  const all: Tellings = { tellings: [], untold: [] };
  for (const sink of OUTCOME_SINKS.filter((one) => policy.report?.[one])) {
    if (!isMarked(sink)) {
      all.tellings.push({ sink, event });
      continue;
    }
    const naming = () => namedFindings({ ref, sources: [sink] });
    const named = yield* ask(context, naming, patienceOf(policy));
    if (named.ok && named.value.findings.length > 0) {
      all.tellings.push({ sink, event: { ...event, findings: named.value.findings } });
    }
    all.untold.push(...unmarked(titleOf(sink), named));
  }
  return all;
}

const isMarked = (sink: OutcomeSink): sink is OutcomeSink & FindingSourceName =>
  outcomeSinks[sink].written === "marks" && FINDING_SOURCES.some((one) => one === sink);

/** "Event in Splunk" */
export const titleOf = (sink: OutcomeSink): string => {
  const { title, written } = outcomeSinks[sink];
  return `${written === "marks" ? "Marks" : "Event"} in ${title}`;
};

function unmarked(what: string, named: Outcome<NamedFindings>): StepReport[] {
  if (!named.ok) {
    const detail = `the findings are not known: ${named.failure.message}`;
    return [{ what, state: "failed", detail }];
  }
  const { leftOut } = named.value;
  if (leftOut === 0) return [];
  const detail = `the incident's alerts name ${counted(leftOut, "more finding")}, too many for one incident`;
  return [{ what, state: "failed", detail }];
}

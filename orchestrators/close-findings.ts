import type { OrchestrationContext } from "durable-functions";
import { cleanLine } from "../domain/clean-text";
import {
  type ClosedFinding,
  type FindingRef,
  type NamedFindings,
  stepNameOf,
} from "../domain/finding";
import { findingSources } from "../domain/finding-source";
import type { Outcome } from "../domain/outcome";
import type { Closing, Policy } from "../domain/policy";
import { readableTime } from "../domain/readable-time";
import type { StepReport } from "../domain/report/report";
import { stepReport } from "../domain/step-report";
import { counted } from "../domain/words";
import { type Flow, ask, askAll } from "../durable/flow";
import { type Response, activities, isWhatIf, patienceOf, stepOf } from "./response";

/** Which findings the policy has closed along with an incident; null where it closes none. */
export function* findFindings(
  context: OrchestrationContext,
  policy: Policy,
  { incident: { ref } }: Response,
): Flow<Outcome<NamedFindings> | null> {
  const { findings: sources = [] } = policy.close;
  if (sources.length === 0) return null;
  const { namedFindings } = activities(context);
  return yield* ask(context, () => namedFindings({ ref, sources }), patienceOf(policy));
}

/**
 * Closes the findings that were found before the incident was closed: what joined it later nobody looked at. One that
 * cannot be closed keeps no other from it, and what stays open is told in the incident.
 */
export function* closeFindings(
  context: OrchestrationContext,
  policy: Policy,
  { incident: { ref, number }, lookedAt }: Response,
  closing: Closing,
  named: Outcome<NamedFindings>,
): Flow<StepReport[]> {
  if (!named.ok) {
    const { message } = named.failure;
    return yield* told(context, policy, ref, [
      { what: "Findings closed", state: "failed", detail: `they are not known: ${message}` },
    ]);
  }
  const { closeFinding } = activities(context);
  const { findings, leftOut } = named.value;
  const comment = `Closed with Microsoft Sentinel incident ${number} by policy, run ${context.df.instanceId}`;
  const { closed } = yield* askAll(
    context,
    {
      closed: findings.map((finding) => () => {
        const step = stepOf(context, ref, `close finding ${stepNameOf(finding)}`);
        const how = { closing, comment, ...(lookedAt !== undefined && { lookedAt }) };
        return closeFinding({ step, finding, ...how });
      }),
    },
    patienceOf(policy),
  );
  const steps = closed.map((outcome, index) => closedStep(findings[index]!, outcome));
  return yield* told(context, policy, ref, leftOut > 0 ? [...steps, leftStep(leftOut)] : steps);
}

function closedStep({ source, id }: FindingRef, outcome: Outcome<ClosedFinding>): StepReport {
  const what = `Finding closed in ${findingSources[source].title}`;
  const name = cleanLine(id.slice(id.lastIndexOf("/") + 1), 120);
  if (outcome.ok && outcome.value.state === "gone") {
    return { what, state: "failed", detail: `${name}: it is not there` };
  }
  if (outcome.ok && outcome.value.state === "again") {
    const at = readableTime(cleanLine(outcome.value.as, 40));
    const detail = `${name}: it happened again at ${at}, after this run had looked at the incident: it stays open`;
    return { what, state: "failed", detail };
  }
  const report = stepReport(what, outcome, ({ state, as }) =>
    state === "closed" ? `now ${as}` : `left as it was, ${cleanLine(as, 40)}`,
  );
  return { ...report, detail: `${name}: ${report.detail}` };
}

const leftStep = (count: number): StepReport => ({
  what: "Findings closed",
  state: "failed",
  detail: `the incident's alerts name ${counted(count, "more finding")}, too many for one incident: close them by hand`,
});

/** The comment and the ticket's notes may be written already, so that what failed is said once more. */
function* told(
  context: OrchestrationContext,
  policy: Policy,
  ref: Response["incident"]["ref"],
  steps: StepReport[],
): Flow<StepReport[]> {
  const lines = steps
    .filter(({ state }) => state === "failed")
    .map(({ what, detail }) => `${what}: ${detail}`);
  if (lines.length === 0 || isWhatIf(context)) return steps;
  const { addRemark } = activities(context);
  const step = stepOf(context, ref, `findings left open, run ${context.df.instanceId}`);
  const title = "The incident was closed, but not everything that its alerts name";
  const remark = yield* ask(
    context,
    () => addRemark({ step, ref, title, lines }),
    patienceOf(policy),
  );
  return remark.ok ? steps : [...steps, stepReport("Remark in Sentinel", remark, () => "written")];
}

import type { OrchestrationContext } from "durable-functions";
import { cleanLine } from "../domain/clean-text";
import { stepNameOf } from "../domain/finding";
import { findingSources } from "../domain/finding-source";
import type { Closing, Policy } from "../domain/policy";
import type { StepReport } from "../domain/report/report";
import { stepReport } from "../domain/step-report";
import { counted } from "../domain/words";
import { type Flow, ask, askAll } from "../durable/flow";
import { type Response, activities, patienceOf, stepOf } from "./response";

/**
 * Says of the findings that an incident's alerts name what became of it; those that are closed right after that are
 * told then.
 */
export function* noteFindings(
  context: OrchestrationContext,
  policy: Policy,
  { incident: { ref, number }, assessment: { verdict }, steps }: Response,
  { closing, when }: { closing: Closing | null; when: string },
): Flow<StepReport[]> {
  const closed = closing ? (policy.close.findings ?? []) : [];
  const sources = (policy.report?.findings ?? []).filter((source) => !closed.includes(source));
  if (sources.length === 0) return [];
  const { namedFindings, noteFinding } = activities(context);
  const patience = patienceOf(policy);
  const named = yield* ask(context, () => namedFindings({ ref, sources }), patience);
  if (!named.ok) return [stepReport("Findings noted", named, () => "")];

  const { findings, leftOut } = named.value;
  const done = steps.filter(({ about, state }) => about !== undefined && state === "done").length;
  const note = `Microsoft Sentinel incident ${number}: ${verdict}, ${counted(done, "containment")}, run ${context.df.instanceId}`;
  const { noted } = yield* askAll(
    context,
    {
      noted: findings.map((finding) => () => {
        const step = stepOf(context, ref, `note finding ${stepNameOf(finding)}${when}`);
        return noteFinding({ step, finding, note });
      }),
    },
    patience,
  );
  const reports = noted.map((outcome, index): StepReport => {
    const { source, id } = findings[index]!;
    const what = `Note in ${findingSources[source].title}`;
    const name = cleanLine(id.slice(id.lastIndexOf("/") + 1), 120);
    const report = stepReport(what, outcome, ({ state }) => words[state]);
    const isGone = outcome.ok && outcome.value.state === "gone";
    return { ...report, ...(isGone && { state: "failed" }), detail: `${name}: ${report.detail}` };
  });
  if (leftOut === 0) return reports;
  const detail = `the incident's alerts name ${counted(leftOut, "more finding")}, too many for one incident`;
  return [...reports, { what: "Findings noted", state: "failed", detail }];
}

const words = {
  noted: "written",
  kept: "none of ours: it has one of somebody",
  gone: "it is not there",
} as const;

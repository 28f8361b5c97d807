import type { OrchestrationContext } from "durable-functions";
import type { ContextFinding } from "../domain/context";
import { type ContextQuestion, contextQuestionsOf } from "../domain/context-questions";
import { contextOfSweep } from "../domain/sweep-evidence";
import { observablesOf } from "../domain/observables";
import { questionsOf, sources } from "../domain/source";
import { keyOf, labelOf } from "../domain/signal";
import type { Outcome } from "../domain/outcome";
import { type Flow, askAll } from "../durable/flow";
import {
  type Findings,
  type ResponseInput,
  type SettledIncident,
  activities,
  enter,
  patienceOf,
} from "./response";

/**
 * Asks every source about every observable it can know, and our own logs and systems about every entity that
 * they take: one activity a source and batch.
 */
export function* enrichIncident(
  context: OrchestrationContext,
  { policy, hint }: ResponseInput,
  { entities, incident }: SettledIncident,
): Flow<Findings> {
  enter(context, "enriching");
  const { lookUp, askContext, askCloudAlerts } = activities(context);
  const by = {
    runId: context.df.instanceId,
    severity: incident.severity,
    since: context.df.currentUtcDateTime.toISOString(),
  };
  const { observables, leftOut, notLookedAt } = observablesOf(entities, policy);
  const { logDays: days } = policy.lookUps;
  const questions = questionsOf(observables, policy);
  const ofContext = contextQuestionsOf(entities, policy);
  const about = { incident: incident.ref.name, days, by };

  const { reputations, findings, cloudAlerts } = yield* askAll(
    context,
    {
      reputations: questions.map((question) => () => lookUp({ ...question, by })),
      cloudAlerts:
        policy.context["cloud-alert"].isAsked && !incident.isOutsideSentinel
          ? [() => askCloudAlerts({ ref: incident.ref, by })]
          : [],
      findings: ofContext.questions.map((question) => () => askContext({ ...question, ...about })),
    },
    patienceOf(policy),
    (waits) => enter(context, "enriching", waits),
  );

  const known = contextAnswers(
    [
      ...ofContext.questions,
      ...cloudAlerts.map(() => ({ source: "cloud-alert" as const, entities: [] })),
    ],
    [...findings, ...cloudAlerts],
  );
  return {
    reputations: questions.map(({ source, observable }, index) => ({
      question: `${sources[source].title} about ${observable.value}`,
      source,
      observable,
      outcome: reputations[index]!,
    })),
    ...known,
    context: [...known.context, ...contextOfSweep(hint.sweep)],
    notLookedAt: notLookedAt + ofContext.notLookedAt,
    leftOut: [...leftOut, ...ofContext.leftOut],
  };
}

/** Parts what the sources of context said from the questions that got no answer. */
function contextAnswers(
  questions: ContextQuestion[],
  outcomes: Outcome<ContextFinding[]>[],
): Pick<Findings, "context" | "unanswered"> {
  return {
    context: outcomes.flatMap((outcome) => (outcome.ok ? outcome.value : [])),
    unanswered: questions.flatMap(({ source, entities }, index) => {
      const outcome = outcomes[index]!;
      const about = entities.map((entity) => ({ key: keyOf(entity), label: labelOf(entity) }));
      return outcome.ok ? [] : [{ source, about, failure: outcome.failure }];
    }),
  };
}

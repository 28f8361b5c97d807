import type { OrchestrationContext } from "durable-functions";
import type { ContextFinding } from "../domain/context";
import { contextQuestionsOf, namesOf } from "../domain/context-questions";
import { type ContextSourceName, contextSources } from "../domain/context-source";
import { observablesOf } from "../domain/observables";
import { questionsOf, sources } from "../domain/source";
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
  { policy }: ResponseInput,
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
      cloudAlerts: policy.context["cloud-alert"].isAsked
        ? [() => askCloudAlerts({ ref: incident.ref, by })]
        : [],
      findings: ofContext.questions.map((question) => () => askContext({ ...question, ...about })),
    },
    patienceOf(policy),
    (waits) => enter(context, "enriching", waits),
  );

  return {
    reputations: questions.map(({ source, observable }, index) => ({
      question: `${sources[source].title} about ${observable.value}`,
      source,
      observable,
      outcome: reputations[index]!,
    })),
    ...contextAnswers(
      [
        ...ofContext.questions.map(({ source, entities: of }) =>
          questionAbout(source, namesOf(of)),
        ),
        ...cloudAlerts.map(() => questionAbout("cloud-alert", "the incident's alerts")),
      ],
      [...findings, ...cloudAlerts],
    ),
    notLookedAt: notLookedAt + ofContext.notLookedAt,
    leftOut: [...leftOut, ...ofContext.leftOut],
  };
}

const questionAbout = (source: ContextSourceName, of: string): string =>
  `${contextSources[source].title} about ${of}`;

/** Parts what the sources of context said from the questions that got no answer. */
function contextAnswers(
  questions: string[],
  outcomes: Outcome<ContextFinding[]>[],
): Pick<Findings, "context" | "contextGaps"> {
  return {
    context: outcomes.flatMap((outcome) => (outcome.ok ? outcome.value : [])),
    contextGaps: questions.flatMap((question, index) => {
      const outcome = outcomes[index]!;
      return outcome.ok ? [] : [{ question, failure: outcome.failure }];
    }),
  };
}

import type { OrchestrationContext } from "durable-functions";
import type { AccountEntity } from "../domain/entity";
import { observablesOf } from "../domain/observables";
import type { ActivitySummary } from "../domain/activity-summary";
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

/** Asks every source about every observable it can know, and our own logs about accounts and addresses. */
export function* enrichIncident(
  context: OrchestrationContext,
  { policy }: ResponseInput,
  { entities, incident }: SettledIncident,
): Flow<Findings> {
  enter(context, "enriching");
  const { lookUp, queryAccountActivity, queryAddressActivity } = activities(context);
  const by = {
    runId: context.df.instanceId,
    severity: incident.severity,
    since: context.df.currentUtcDateTime.toISOString(),
  };
  const { observables, leftOut, notLookedAt } = observablesOf(entities, policy);
  const { logDays: days, maxPerIncident } = policy.lookUps;
  const questions = questionsOf(observables, policy);
  const accounts = entities.filter((entity): entity is AccountEntity => entity.kind === "Account");
  const asked = accounts.slice(0, maxPerIncident);
  const addresses = observables.filter(({ kind }) => kind === "address").map(({ value }) => value);

  const { reputations, ofAccounts, ofAddresses } = yield* askAll(
    context,
    {
      reputations: questions.map((question) => () => lookUp({ ...question, by })),
      ofAccounts: asked.map((account) => () => queryAccountActivity({ account, days, by })),
      ofAddresses: addresses.map((address) => () => queryAddressActivity({ address, days, by })),
    },
    patienceOf(policy),
    (waits) => enter(context, "enriching", waits),
  );

  const queried = [...asked.map(({ label }) => label), ...addresses];
  return {
    reputations: questions.map(({ source, observable }, index) => ({
      question: `${sources[source].title} about ${observable.value}`,
      source,
      observable,
      outcome: reputations[index]!,
    })),
    notLookedAt: notLookedAt + accounts.length - asked.length,
    ...logAnswers(queried, [...ofAccounts, ...ofAddresses]),
    leftOut: [
      ...leftOut,
      ...accounts.slice(maxPerIncident).map(({ label }) => ({
        value: label,
        reason: `Policy queries the logs about ${maxPerIncident} accounts of one incident`,
      })),
    ],
  };
}

/** Parts the answers of the logs from the questions that got none. */
function logAnswers(
  labels: string[],
  outcomes: Outcome<ActivitySummary>[],
): Pick<Findings, "activity" | "activityGaps"> {
  return {
    activity: outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : [])),
    activityGaps: outcomes.flatMap((outcome, index) =>
      outcome.ok
        ? []
        : [{ question: `Azure Monitor Logs about ${labels[index]}`, failure: outcome.failure }],
    ),
  };
}

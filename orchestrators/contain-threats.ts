import type { OrchestrationContext } from "durable-functions";
import type { Contained } from "../activities/containing";
import type { PlannedContainment } from "../domain/containment";
import { containmentKinds } from "../domain/containment-kind";
import { defang } from "../domain/defang";
import { type Outcome, isRetryable } from "../domain/outcome";
import { readableTime } from "../domain/readable-time";
import type { StepReport } from "../domain/report/report";
import { stepReport } from "../domain/step-report";
import { counted } from "../domain/words";
import { type Flow, askAll, sleep } from "../durable/flow";
import {
  type Response,
  type ResponseInput,
  activities,
  enter,
  isWhatIf,
  patienceOf,
  stepOf,
} from "./response";

const hour = 3_600_000;

/** How containments ended, as far as the run waited for it. */
export interface Contain {
  steps: StepReport[];
  inForce: PlannedContainment[];
  /** Those that their providers are still at. */
  pending: PlannedContainment[];
}

/** Contains what the plan says and people agreed to, each on its own: one that fails stops no other. */
export function* containThreats(
  context: OrchestrationContext,
  { policy }: ResponseInput,
  { incident }: Response,
  items: readonly PlannedContainment[],
): Flow<Contain> {
  enter(context, "containing");
  const { contain, checkContainment } = activities(context);
  const { ref } = incident;
  const patience = patienceOf(policy);
  const inputs = items.map((item) => {
    const step = stepOf(context, ref, `contain ${item.id}`);
    const expiresAt = new Date(Date.parse(step.at) + item.lifetimeHours * hour).toISOString();
    const { reason } = item;
    const { runId, at } = step;
    const incidentNumber = incident.number;
    return { step, item, hold: { ref, incidentNumber, runId, reason, addedAt: at, expiresAt } };
  });

  const { outcomes } = yield* askAll(
    context,
    { outcomes: inputs.map((input) => () => contain(input)) },
    patience,
  );

  // A provider may take minutes: looked at ever more rarely, and no longer than the policy waits.
  const startMs = context.df.currentUtcDateTime.getTime();
  for (let pauseMs = 15_000; ; pauseMs = Math.min(pauseMs * 2, 300_000)) {
    // A rehearsal forgets what it did: what a provider is at already is told as it is.
    const open = isWhatIf(context)
      ? []
      : [...outcomes.keys()].filter((index) => isPending(outcomes[index]!));
    const spentMs = context.df.currentUtcDateTime.getTime() - startMs;
    if (open.length === 0 || spentMs + pauseMs > policy.contain.waitMinutes * 60_000) break;
    yield* sleep(context, pauseMs);
    const { looks } = yield* askAll(
      context,
      {
        looks: open.map((index) => () => {
          const { item } = inputs[index]!;
          const step = stepOf(context, ref, `contain ${item.id}`);
          return checkContainment({ step, id: item.id });
        }),
      },
      patience,
    );
    for (const [position, index] of open.entries()) {
      const look = looks[position]!;
      // Whoever cannot be asked now has said nothing: it is still under way.
      if (look.ok || !isRetryable(look.failure.kind)) outcomes[index] = look;
    }
  }

  const those = (state: Contained["state"]): PlannedContainment[] =>
    items.filter((_, index) => {
      const outcome = outcomes[index]!;
      return outcome.ok && outcome.value.state === state;
    });
  return {
    steps: outcomes.map((outcome, index) => containedStep(items[index]!, outcome)),
    inForce: those("in-force"),
    pending: those("pending"),
  };
}

const isPending = (outcome: Outcome<Contained>): boolean =>
  outcome.ok && outcome.value.state === "pending";

/** How a containment ended, as the report says it. */
function containedStep(item: PlannedContainment, outcome: Outcome<Contained>): StepReport {
  const { kind, target, id, quorum } = item;
  const { verb, undoVerb, effect } = containmentKinds[kind];
  const what = `${verb} ${defang(target.label)}`;
  if (outcome.ok && outcome.value.state === "pending") {
    return { what, state: "waits", detail: `sent; it takes effect ${effect}`, about: id };
  }
  const done = ({ wasAlready, expiresAt }: Contained): string => {
    if (wasAlready) return "it was so before; nothing was sent, nothing will be taken back";
    return undoVerb === null ? "done" : `until ${readableTime(expiresAt)}, then taken back`;
  };
  const step = stepReport(what, outcome, done);
  const isAsked = step.state === "would" && quorum > 0;
  const detail = isAsked
    ? `${step.detail} once ${counted(quorum, "person", "people")} agreed`
    : step.detail;
  return { ...step, detail, about: id };
}

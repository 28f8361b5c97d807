import type { OrchestrationContext } from "durable-functions";
import type { PlannedContainment } from "../domain/containment";
import { sentenceOf } from "../domain/containment-kind";
import { defang } from "../domain/defang";
import type { Policy } from "../domain/policy";
import { readableTime } from "../domain/readable-time";
import type { StepReport } from "../domain/report/report";
import { type Flow, childrenOf } from "../durable/flow";
import type { agreeOnPlan } from "./agree-on-plan";
import { type Response, type ResponseInput, enter } from "./response";

const minute = 60_000;

/** When silence becomes a no, ISO 8601. */
function endOfAsking(context: OrchestrationContext, { agree }: Pick<Policy, "agree">): string {
  const now = context.df.currentUtcDateTime.getTime();
  return new Date(now + agree.expireAfterMinutes * minute).toISOString();
}

/** What people are asked for, as the report says it while it waits for them. */
export function waitingSteps(
  context: OrchestrationContext,
  items: readonly PlannedContainment[],
  { agree }: Policy,
): StepReport[] {
  const until = readableTime(endOfAsking(context, { agree }));
  return items.map((item) => ({
    what: defang(sentenceOf(item)),
    state: "waits",
    detail:
      agree.approvers.length === 0
        ? `${item.askedBecause ?? "it is to be asked"}, and the policy names nobody who may decide`
        : `asked for until ${until}, then it is not done: ${item.askedBecause ?? "it is to be asked"}`,
    about: item.id,
  }));
}

/** What people agreed to, and what became of the rest. */
interface Answered {
  items: PlannedContainment[];
  steps: StepReport[];
}

/** The flow that asks, by its name in the task hub. */
type Asks = { agreeOnPlan: typeof agreeOnPlan };

/**
 * Asks people, and waits for their answer or the end of the policy's patience, which is a no. What was not
 * written into the record is not asked for: nobody could show later what was agreed to.
 */
export function* askPeople(
  context: OrchestrationContext,
  { policy, causedBy = [] }: ResponseInput,
  { incident }: Response,
  { asked, hash }: { asked: PlannedContainment[]; hash: string | null },
): Flow<Answered> {
  const none = (why: string): Answered => ({ items: [], steps: declined(asked, why) });
  if (hash === null) return none("the decision could not be written down, so nobody was asked");
  const { ref, number, title, severity } = incident;
  const approval = `${context.df.instanceId}-agree`;
  const asks = asked.map(sentenceOf);
  enter(context, "agreeing", [], { asks, approval, until: endOfAsking(context, policy) });
  const { agreeOnPlan: ask } = childrenOf<Asks>(context);
  const { state, approved, reason, by, notTold } = yield* ask(approval, {
    ref,
    incidentNumber: number,
    title,
    severity,
    runId: context.df.instanceId,
    items: asked,
    planHash: hash,
    causedBy,
    policy,
  });
  const items = asked.filter(({ id }) => state === "approved" && approved.includes(id));
  const declinedOnes = asked.filter((item) => !items.includes(item));
  const asking = "Agreement of people";
  const who = by.length > 0 ? `${by.join(", ")}: ` : "";
  return {
    items,
    steps: [
      { what: asking, state: state === "approved" ? "done" : "skipped", detail: `${who}${reason}` },
      ...declined(declinedOnes, reason),
      ...notTold.map((detail) => ({ what: "Message about it", state: "failed" as const, detail })),
    ],
  };
}

const declined = (items: readonly PlannedContainment[], why: string): StepReport[] =>
  items.map((item) => ({
    what: defang(sentenceOf(item)),
    state: "skipped",
    detail: why,
    about: item.id,
  }));

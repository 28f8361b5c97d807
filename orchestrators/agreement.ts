import type { OrchestrationContext } from "durable-functions";
import type { PlannedContainment } from "../domain/containment";
import { sentenceOf } from "../domain/containment-kind";
import { defang } from "../domain/defang";
import type { Policy } from "../domain/policy";
import { readableTime } from "../domain/readable-time";
import type { StepReport } from "../domain/report/report";
import { type Flow, childrenOf } from "../durable/flow";
import { lightItems } from "../domain/light-items";
import { type NotAsked, notOpened, notRecorded, tooFewDeciders } from "../domain/not-asked";
import { quorumOf } from "../domain/vote";
import type { agreeOnPlan } from "./agree-on-plan";
import { keepText } from "./keep-text";
import { tellNotAsked } from "./tell-not-asked";
import { type Response, type ResponseInput, enter, patienceOf } from "./response";

const minute = 60_000;

/** When silence becomes a no, ISO 8601. */
function endOfAsking(context: OrchestrationContext, { agree }: Pick<Policy, "agree">): string {
  const now = context.df.currentUtcDateTime.getTime();
  return new Date(now + agree.expireAfterMinutes * minute).toISOString();
}

/** What people are asked for, as the report says it while it waits for them; or that nobody can be. */
export function waitingSteps(
  context: OrchestrationContext,
  items: readonly PlannedContainment[],
  { policy: { agree }, causedBy = [] }: ResponseInput,
): StepReport[] {
  const until = readableTime(endOfAsking(context, { agree }));
  const quorum = quorumOf(items);
  const tooFew = tooFewDeciders({ approvers: agree.approvers, causedBy, quorum });
  const where = `/api/approvals/${approvalIdOf(context)}`;
  return items.map((item) => {
    const why = item.askedBecause ?? "it is to be asked";
    return {
      what: defang(sentenceOf(item)),
      state: tooFew ? "failed" : "waits",
      detail: tooFew
        ? `${why}; ${tooFew.cameBack}`
        : `asked for until ${until} at ${where} of this app, then it is not done: ${why}`,
      about: item.id,
    };
  });
}

const approvalIdOf = ({ df }: OrchestrationContext): string => `${df.instanceId}-agree`;

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
  const { ref, number, title, severity } = incident;
  const approval = approvalIdOf(context);
  const facts = { ref, incidentNumber: number, title, severity, items: asked };
  const notAskedFor = function* (why: NotAsked): Flow<Answered> {
    const notTold = yield* tellNotAsked(context, policy, { ...facts, id: approval }, why);
    return { items: [], steps: [...notAsked(asked, why.cameBack), ...untold(notTold)] };
  };
  if (hash === null) return yield* notAskedFor(notRecorded);
  const asks = asked.map(sentenceOf);
  const kept = yield* keepText(context, "asked", JSON.stringify(asked), patienceOf(policy));
  if (!kept.ok) return yield* notAskedFor(notOpened(kept.failure.message));
  enter(context, "agreeing", [], { asks, approval, until: endOfAsking(context, policy) });
  const { agreeOnPlan: ask } = childrenOf<Asks>(context);
  const { state, approved, reason, by, isAsked, notTold } = yield* ask(approval, {
    ...facts,
    runId: context.df.instanceId,
    ...("keys" in kept.value
      ? { items: lightItems(asked), keptItems: kept.value.keys }
      : { items: asked }),
    planHash: hash,
    causedBy,
    policy: { agree: policy.agree, notify: policy.notify, lookUps: policy.lookUps },
  });
  if (!isAsked) return { items: [], steps: [...notAsked(asked, reason), ...untold(notTold)] };
  const items = asked.filter(({ id }) => state === "approved" && approved.includes(id));
  const declinedOnes = asked.filter((item) => !items.includes(item));
  const who = by.length > 0 ? `${by.join(", ")}: ` : "";
  return {
    items,
    steps: [
      { what: asking, state: state === "approved" ? "done" : "skipped", detail: `${who}${reason}` },
      ...declined(declinedOnes, reason),
      ...untold(notTold),
    ],
  };
}

const asking = "Agreement of people";

const notAsked = (items: readonly PlannedContainment[], why: string): StepReport[] => [
  { what: asking, state: "failed", detail: why },
  ...declined(items, why),
];

const untold = (notTold: readonly string[]): StepReport[] =>
  notTold.map((detail) => ({ what: "Message about it", state: "failed", detail }));

const declined = (items: readonly PlannedContainment[], why: string): StepReport[] =>
  items.map((item) => ({
    what: defang(sentenceOf(item)),
    state: "skipped",
    detail: why,
    about: item.id,
  }));

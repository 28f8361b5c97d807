import type { OrchestrationContext } from "durable-functions";
import type { Approval, ApprovalRequest, Decision, Door } from "../domain/approval";
import type { Policy } from "../domain/policy";
import { type Flow, ask, eventBefore } from "../durable/flow";
import { deadlinesOf } from "../domain/deadlines";
import { type NotAsked, noWayInSlack, notOpened, tooFewDeciders } from "../domain/not-asked";
import { decisionText, opened, quorumOf } from "../domain/vote";
import { type Asking, type Told, closeAsked, page, remind, tellApprovers } from "./tell-approvers";
import { activities, patienceOf } from "./response";
import { tellNotAsked } from "./tell-not-asked";

/** Raised to the flow's instance when somebody's vote decided. It carries nothing: the ledger knows. */
export const decidedEvent = "decided";

/** What is to be agreed on. The instance id of the flow becomes the approval's id. */
export type AgreeInput = Pick<
  ApprovalRequest,
  "ref" | "incidentNumber" | "title" | "severity" | "runId" | "items" | "planHash" | "causedBy"
> & {
  policy: Pick<Policy, "agree" | "notify" | "lookUps">;
  /** Where the ledger keeps the items in full, when they are too many: those of the input are shortened. */
  keptItems?: string[];
};

/** What people decided. Only "approved" allows anything. */
export interface Agreed {
  state: "approved" | "rejected" | "expired";
  /** Ids of the items that may be done: all of the plan's, or none. */
  approved: string[];
  /** Names of those who voted. */
  by: string[];
  /** Of the decision, as a sentence. */
  reason: string;
  /** False when nobody could be asked; `reason` says why. */
  isAsked: boolean;
  /** Messages about it that did not reach people, or may not have: a sentence each. */
  notTold: string[];
}

const minute = 60_000;

/**
 * Asks people whether the items of a plan may be done, and waits for their answer: reminds them, pages
 * somebody, and takes silence for a no. Its own orchestration, called as a child of the response under
 * an id of its own. What counts is the approval in the ledger, read after each wake: a lost event costs
 * time until the flow looks by itself, and a ledger that cannot be read is a no. Where nobody can be
 * asked, or nobody could decide, the team is told why.
 */
export function* agreeOnPlan(context: OrchestrationContext, input: AgreeInput): Flow<Agreed> {
  const { policy, keptItems } = input;
  const request = requestOf(context, input);
  const open = opened(request);
  const notAsked = function* (why: NotAsked): Flow<Agreed> {
    const notTold = yield* tellNotAsked(context, policy, request, why);
    return { ...agreed({ ...open, state: "expired" }, notTold, why.cameBack), isAsked: false };
  };
  const tooFew = tooFewDeciders(request);
  if (tooFew) return yield* notAsked(tooFew);
  const patience = patienceOf(policy);
  const { openApproval, endApproval } = activities(context);
  const asked = yield* ask(
    context,
    () => openApproval({ ...request, ...(keptItems && { keptItems }) }),
    patience,
  );
  if (!asked.ok) return yield* notAsked(notOpened(asked.failure.message));
  const end = () => ({ id: request.id, at: context.df.currentUtcDateTime.toISOString() });
  const door = doorOf(asked.value);
  const noWayIn = door.page === "closed" ? noWayInSlack(request, policy) : undefined;
  if (noWayIn) {
    yield* ask(context, () => endApproval(end()), patience);
    return yield* notAsked(noWayIn);
  }

  const asking = { policy, door };
  context.df.setCustomStatus({ phase: "agreeing", until: request.expiresAt });
  const told = yield* tellApprovers(context, asking, standing(open, asked.value));
  const last = yield* decided(context, asking, told);

  const ended =
    last.state === "open" ? yield* ask(context, () => endApproval(end()), patience) : undefined;
  if (ended && !ended.ok) {
    const reason = `The decision could not be read, so nothing is done: ${ended.failure.message}`;
    yield* closeAsked(context, asking, told, { ...last, state: "expired" }, reason);
    return agreed({ ...last, state: "expired" }, told.notTold, reason);
  }
  const final = ended ? standing(last, ended.value) : last;
  yield* closeAsked(context, asking, told, final);
  return agreed(final, told.notTold);
}

/** Waits until the approval is decided or its time is up; answers what was read last. */
function* decided(context: OrchestrationContext, asking: Asking, told: Told): Flow<Approval> {
  const { readApproval } = activities(context);
  let now = told.approval;
  const { id, openedAt } = now;
  for (const { afterMinutes, act } of deadlinesOf(asking.policy.agree)) {
    const due = new Date(Date.parse(openedAt) + afterMinutes * minute);
    for (let isEvent = true; isEvent && now.state === "open";) {
      isEvent = yield* eventBefore(context, decidedEvent, due);
      const read = yield* ask(context, () => readApproval({ id }), patienceOf(asking.policy));
      if (read.ok) now = standing(now, read.value);
    }
    if (now.state !== "open" || act === "end") break;
    if (act === "page") yield* page(context, asking, told, now);
    if (act === "remind") yield* remind(context, asking, told, now);
  }
  return now;
}

const doorOf = ({ url, page: way }: Door): Door => ({
  ...(url !== undefined && { url }),
  ...(way !== undefined && { page: way }),
});

/** An approval as it stands by what was read of it. */
const standing = (approval: Approval, { state, votes, decidedAt }: Decision): Approval => ({
  ...approval,
  state,
  votes,
  ...(decidedAt !== undefined && { decidedAt }),
});

function requestOf(
  context: OrchestrationContext,
  { policy, keptItems: _kept, ...facts }: AgreeInput,
): ApprovalRequest {
  const { approvers, expireAfterMinutes } = policy.agree;
  const openedAt = context.df.currentUtcDateTime;
  return {
    ...facts,
    id: context.df.instanceId,
    quorum: quorumOf(facts.items),
    approvers,
    openedAt: openedAt.toISOString(),
    expiresAt: new Date(openedAt.getTime() + expireAfterMinutes * minute).toISOString(),
  };
}

function agreed(approval: Approval, notTold: string[], reason = decisionText(approval)): Agreed {
  const { state, items, votes } = approval;
  return {
    state: state === "open" ? "expired" : state,
    approved: state === "approved" ? items.map(({ id }) => id) : [],
    by: votes.map(({ name }) => name),
    reason,
    isAsked: true,
    notTold,
  };
}

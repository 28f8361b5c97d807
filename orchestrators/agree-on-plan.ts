import type { OrchestrationContext } from "durable-functions";
import type { Approval, ApprovalRequest, Decision } from "../domain/approval";
import type { Policy } from "../domain/policy";
import { type Flow, ask, eventBefore } from "../durable/flow";
import { type Asking, type Told, closeAsked, page, remind, tellApprovers } from "./tell-approvers";
import { activities, patienceOf } from "./response";
import { decisionText, deciders, opened } from "../domain/vote";
import { counted } from "../domain/words";

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
  /** Messages about it that did not reach people, or may not have: a sentence each. */
  notTold: string[];
}

const minute = 60_000;

/**
 * Asks people whether the items of a plan may be done, and waits for their answer: reminds them, pages
 * somebody, and takes silence for a no. Its own orchestration, called as a child of the response under
 * an id of its own. What counts is the approval in the ledger, read after each wake: a lost event costs
 * time until the next reminder, and a ledger that cannot be read is a no.
 */
export function* agreeOnPlan(context: OrchestrationContext, input: AgreeInput): Flow<Agreed> {
  const { keptItems } = input;
  const request = requestOf(context, input);
  const open = opened(request);
  const able = deciders(request).length;
  if (able < request.quorum) {
    const reason = `${counted(request.quorum, "person", "people")} must agree, and the policy names ${able} who may: nothing is done.`;
    return agreed({ ...open, state: "expired" }, [], reason);
  }
  const patience = patienceOf(input.policy);
  const { openApproval, endApproval } = activities(context);
  const asked = yield* ask(
    context,
    () => openApproval({ ...request, ...(keptItems && { keptItems }) }),
    patience,
  );
  if (!asked.ok) {
    const reason = `Nobody could be asked: ${asked.failure.message}`;
    return agreed({ ...open, state: "expired" }, [], reason);
  }

  const asking = { policy: input.policy, url: asked.value.url };
  context.df.setCustomStatus({ phase: "agreeing", until: request.expiresAt });
  const told = yield* tellApprovers(context, asking, standing(open, asked.value));
  const last = yield* decided(context, asking, told);

  const at = context.df.currentUtcDateTime.toISOString();
  const end = { id: request.id, at };
  const ended =
    last.state === "open" ? yield* ask(context, () => endApproval(end), patience) : undefined;
  if (ended && !ended.ok) {
    const reason = `The decision could not be read, so nothing is done: ${ended.failure.message}`;
    yield* closeAsked(context, asking, told, { ...last, state: "expired" });
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
    yield* (act === "page" ? page : remind)(context, asking, told, now);
  }
  return now;
}

/** An approval as it stands by what was read of it. */
const standing = (approval: Approval, { state, votes, decidedAt }: Decision): Approval => ({
  ...approval,
  state,
  votes,
  ...(decidedAt !== undefined && { decidedAt }),
});

interface Deadline {
  afterMinutes: number;
  act: "remind" | "page" | "end";
}

/** In order of time; what would come at the end or later is left out. */
function deadlinesOf({
  remindAfterMinutes,
  pageAfterMinutes,
  expireAfterMinutes,
}: Policy["agree"]): Deadline[] {
  const wakes: Deadline[] = [
    ...remindAfterMinutes.map((afterMinutes) => ({ afterMinutes, act: "remind" as const })),
    ...(pageAfterMinutes === null
      ? []
      : [{ afterMinutes: pageAfterMinutes, act: "page" as const }]),
  ];
  return [
    ...wakes
      .filter(({ afterMinutes }) => afterMinutes < expireAfterMinutes)
      .toSorted((a, b) => a.afterMinutes - b.afterMinutes),
    { afterMinutes: expireAfterMinutes, act: "end" },
  ];
}

function requestOf(
  context: OrchestrationContext,
  { policy, keptItems: _kept, ...facts }: AgreeInput,
): ApprovalRequest {
  const { approvers, expireAfterMinutes } = policy.agree;
  const openedAt = context.df.currentUtcDateTime;
  return {
    ...facts,
    id: context.df.instanceId,
    quorum: Math.max(1, ...facts.items.map(({ quorum }) => quorum)),
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
    notTold,
  };
}

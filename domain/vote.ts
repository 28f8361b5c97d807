import type { Approval, ApprovalRequest, Approver, Vote } from "./approval";
import { cleanLine } from "./clean-text";
import type { PlannedContainment } from "./containment";
import { readableTime } from "./readable-time";
import { counted } from "./words";

/** One person's say, as a way in brings it; who it is was made sure of before. */
export interface Ballot extends Omit<Vote, "name"> {
  /** Of the plan that the person saw. */
  planHash: string;
  /** Id of the single-use token that came with it, where the way in has one. */
  token?: string;
}

export type VoteRefusal =
  | "token-used"
  | "already-decided"
  | "expired"
  | "plan-changed"
  | "not-an-approver"
  | "caused-the-run"
  | "voted-already"
  | "no-reason";

/** What became of a ballot. Both kinds come with a sentence for the one who cast it. */
export type VoteAnswer =
  | { outcome: "counted"; vote: Vote; state: Approval["state"]; message: string }
  | { outcome: "refused"; because: VoteRefusal; message: string };

/** The approval that a request opens: nobody has decided yet. */
export const opened = (request: ApprovalRequest): Approval => ({
  ...request,
  state: "open",
  votes: [],
  usedTokens: [],
});

/** Those who may decide: approvers who did not cause the run. */
export const deciders = ({
  approvers,
  causedBy,
}: Pick<ApprovalRequest, "approvers" | "causedBy">): Approver[] =>
  approvers.filter(({ id }) => !causedBy.some((other) => isSame(other, id)));

/** How many people must agree to all of some items: the most that one of them needs. */
export const quorumOf = (items: readonly Pick<PlannedContainment, "quorum">[]): number =>
  Math.max(1, ...items.map(({ quorum }) => quorum));

/** How many more must agree; 0 when it is decided. */
export const missingVotes = ({ state, quorum, votes }: Approval): number =>
  state === "open" ? Math.max(0, quorum - votes.length) : 0;

/**
 * The one gate of every way in: what the approval is after a ballot, and what its caster is told.
 * One reject decides; approving takes a quorum of different people. A refused ballot changes nothing.
 */
export function vote(now: Approval, ballot: Ballot): { approval: Approval; answer: VoteAnswer } {
  const because = refusalOf(now, ballot);
  if (because !== undefined) {
    const message = refusalText(because, now);
    return { approval: now, answer: { outcome: "refused", because, message } };
  }
  const { approverId, decision, through, at, token } = ballot;
  const { id, name } = approverOf(now, approverId)!;
  const reason = cleanLine(ballot.reason, longestReason);
  const cast: Vote = { approverId: id, name, decision, reason, through, at };
  const votes = [...now.votes, cast];
  const isDecided = decision === "reject" || votes.length >= now.quorum;
  const approval: Approval = {
    ...now,
    votes,
    usedTokens: token === undefined ? now.usedTokens : [...now.usedTokens, token],
    ...(isDecided && { state: decision === "reject" ? "rejected" : "approved", decidedAt: at }),
  };
  const { state } = approval;
  return {
    approval,
    answer: { outcome: "counted", vote: cast, state, message: countedText(approval) },
  };
}

/** The approval when its time is up: nobody's yes is a no. One that was decided stays as it is. */
export const expired = (now: Approval, at: string): Approval =>
  now.state === "open" ? { ...now, state: "expired", decidedAt: at } : now;

const longestReason = 500;

function refusalOf(now: Approval, ballot: Ballot): VoteRefusal | undefined {
  const { approverId, token } = ballot;
  if (token !== undefined && now.usedTokens.includes(token)) return "token-used";
  if (now.state === "expired") return "expired";
  if (now.state !== "open") return "already-decided";
  if (Date.parse(ballot.at) >= Date.parse(now.expiresAt)) return "expired";
  if (ballot.planHash !== now.planHash) return "plan-changed";
  const approver = approverOf(now, approverId);
  if (!approver) return "not-an-approver";
  if (!deciders(now).includes(approver)) return "caused-the-run";
  if (now.votes.some((one) => isSame(one.approverId, approver.id))) return "voted-already";
  return cleanLine(ballot.reason, longestReason) === "" ? "no-reason" : undefined;
}

const approverOf = ({ approvers }: Approval, given: string): Approver | undefined =>
  approvers.find(({ id }) => isSame(id, given));

/** Object ids are GUIDs, which are written in any case. */
const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const refusalText = (because: VoteRefusal, approval: Approval): string =>
  because === "token-used"
    ? "This form was sent before; nothing was counted twice."
    : `Nothing was counted: ${refusals[because](approval)}`;

const refusals: Record<Exclude<VoteRefusal, "token-used">, (approval: Approval) => string> = {
  "already-decided": decisionText,
  expired: ({ expiresAt }) =>
    `the time to decide ended at ${readableTime(expiresAt)}, and nothing is done.`,
  "plan-changed": () =>
    "the plan has changed since you were asked. Read the new one and decide again.",
  "not-an-approver": () => "you are not among the approvers of the policy.",
  "caused-the-run": () => "you caused this run, so somebody else must decide.",
  "voted-already": () => "you have voted already, and different people must agree.",
  "no-reason": () => "write the reason for your decision, and send it again.",
};

const countedText = (approval: Approval): string =>
  approval.state === "open"
    ? `Counted: ${approval.votes.length} of ${approval.quorum} have agreed; ${counted(missingVotes(approval), "more person", "more people")} must.`
    : `Counted: ${decisionText(approval)}`;

/** Who said what, when and why, as a sentence. */
export const voteText = ({ name, decision, reason, through, at }: Vote): string =>
  `${name}: ${decision}, ${readableTime(at)}, by ${through}: ${reason}`;

/** How a decided approval ended, as a sentence. */
export function decisionText({ state, votes, quorum, expiresAt }: Approval): string {
  const last = votes.at(-1);
  if (state === "expired") {
    return `nobody decided until ${readableTime(expiresAt)} (${votes.length} of ${quorum} agreed), so nothing is done.`;
  }
  if (state === "open" || !last) return `${votes.length} of ${quorum} have agreed.`;
  const who = state === "approved" ? votes.map(({ name }) => name).join(" and ") : last.name;
  return `${state} by ${who} at ${readableTime(last.at)}: ${last.reason}`;
}

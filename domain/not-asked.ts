import type { ApprovalRequest } from "./approval";
import type { Policy } from "./policy";
import { deciders } from "./vote";
import { counted } from "./words";

/** Why nobody could be asked, or nobody could decide. */
export interface NotAsked {
  /** What was tried, what came back: a sentence each. */
  tried: string;
  cameBack: string;
  /** What to do, so that the next time people are asked. */
  advice: string;
}

/** Set when fewer people may decide than must agree. */
export function tooFewDeciders(
  request: Pick<ApprovalRequest, "approvers" | "causedBy" | "quorum">,
): NotAsked | undefined {
  const able = deciders(request).length;
  const barred = request.approvers.length - able;
  const must = counted(request.quorum, "person", "people");
  return able >= request.quorum
    ? undefined
    : {
        tried: `To ask whom the policy names under agree.approvers: ${must} must agree.`,
        cameBack: `${must} must agree, and the policy names ${able} who may${barred > 0 ? ` (${barred} more caused this run)` : ""}: nothing is done.`,
        advice: `Name at least ${counted(request.quorum, "approver")} who did not cause the run under agree.approvers of the policy, or lower the quorum of the kind under contain.kinds; npm run policy -- check says whether it fits.`,
      };
}

/** The ledger did not take what people would be asked. */
export const notOpened = (problem: string): NotAsked => ({
  tried: "To write into the ledger what people are asked, before anybody is.",
  cameBack: `Nobody could be asked: ${problem}`,
  advice: ledgerAdvice(),
});

/** The decision did not go into the record: nobody could show later what was agreed to. */
export const notRecorded: NotAsked = {
  tried: "To write the decision into the incident's record, before anybody is asked.",
  cameBack: "The decision could not be written down, so nobody was asked",
  advice: ledgerAdvice(),
};

function ledgerAdvice(): string {
  return "See why the ledger (the setting LEDGER) cannot be written; npm run doctor says what it lacks.";
}

/** Set when nobody could decide in Slack, either, where page and API are closed. */
export function noWayInSlack(
  request: ApprovalRequest,
  { notify }: Pick<Policy, "notify">,
): NotAsked | undefined {
  const inSlack = deciders(request).filter(({ slackUserId }) => slackUserId !== undefined).length;
  if (notify.channels.includes("slack") && inSlack >= request.quorum) return undefined;
  return {
    tried: "To ask people by the approval page, the API and Slack.",
    cameBack:
      "Nobody could decide: page and API are closed here, since nobody can sign in, and in Slack too few may decide",
    advice:
      "Set SIGN_IN to app-service and switch App Service authentication on, or name slack under notify.channels and a slackUserId for enough of agree.approvers.",
  };
}

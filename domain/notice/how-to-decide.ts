import type { Approval, Door } from "../approval";

/** Where and how to decide, a line each; none where there is a link. No line has what a channel takes for mark-up. */
export function howToDecide(approval: Approval, { url, page }: Door, isInSlack: boolean): string[] {
  if (url !== undefined) return [];
  const slack = "In Slack: write a reason below the message there, and press Approve or Reject";
  return [
    ...(isInSlack ? [slack] : []),
    ...(page === "closed" ? [closed] : byAddress(approval, page)),
  ];
}

const closed =
  "Page and API are closed, since nobody can sign in there: SIGN_IN must be app-service, and App Service authentication on";

function byAddress({ id, planHash }: Approval, page: Door["page"]): string[] {
  const path = `/api/approvals/${encodeURIComponent(id)}`;
  const who = 'and "approverId": your object id in the policy, since nobody signs in here';
  // Short lines: the fullest card shows 100 characters of each.
  return [
    `In a browser, at this app: ${path}`,
    `By a program: POST ${path}/decision`,
    'with content-type application/json, "decision": "approve" or "reject", "reason": your words',
    `and "planHash": "${planHash}"`,
    ...(page === "local" ? [who] : []),
    "There is no link here, since PUBLIC_URL is not an https address where people reach this app",
  ];
}

import { incidentNumbered } from "../incident-name";
import type { Approval, Door } from "../approval";
import { cleanLine } from "../clean-text";
import { containmentKinds, sentenceOf } from "../containment-kind";
import type { Notice, NoticeButton } from "../notice";
import { readableTime } from "../readable-time";
import { decisionText, deciders, voteText } from "../vote";
import { counted } from "../words";
import { howToDecide } from "./how-to-decide";

/** What a notice about an approval says beside the approval itself. */
export interface Saying {
  /** Begins the title while people are asked: "Approval needed". */
  lead?: string;
  /** Whether a message with buttons is in Slack. */
  isInSlack?: boolean;
  /** How it ended, where it is not as the votes say. */
  reason?: string;
}

/** What people are told while they are asked, and when it is over: where and how to decide, and who decided what. */
export function approvalNotice(approval: Approval, door: Door, saying: Saying = {}): Notice {
  const { incidentNumber, severity, title, items, votes, id, state } = approval;
  const { lead = "Approval needed", isInSlack = false, reason } = saying;
  const isOpen = state === "open";
  const what = counted(items.length, "containment");
  const says = isOpen ? lead : `Approval ${state}`;
  const { url } = door;
  return {
    ref: id,
    title: `${says}: ${cleanLine(title, 200)}`,
    severity,
    summary: `${says}: ${what} for ${incidentNumbered(incidentNumber)}, ${cleanLine(title, 200)}`,
    facts: factsOf(approval, door),
    sections: [
      { title: "Decision", items: isOpen ? [] : [reason ?? decisionText(approval)] },
      { title: isOpen ? "Votes so far" : "Votes", items: votes.map(voteText) },
      { title: isOpen ? "Would be done" : "Was asked", items: items.map(plannedText) },
      { title: "How to decide", items: isOpen ? howToDecide(approval, door, isInSlack) : [] },
      { title: "What it will touch", items: items.flatMap(touched) },
      { title: "How it is undone", items: items.map(undoText) },
      { title: "If nobody decides", items: isOpen ? ["Nothing is done."] : [] },
    ].filter((section) => section.items.length > 0),
    links: url === undefined ? [] : [{ title: isOpen ? "Read and decide" : "Open approval", url }],
    buttons: isOpen ? buttonsOf(approval) : [],
    ...(isOpen && { asksReason: true as const }),
  };
}

/** What would be done to whom, and why. */
export const plannedText = (item: Approval["items"][number]): string =>
  `${sentenceOf(item)}: ${item.reason}`;

/** How one item is taken back, and when by itself. */
export function undoText({ kind, target, lifetimeHours }: Approval["items"][number]): string {
  const { verb, undoVerb } = containmentKinds[kind];
  return undoVerb === null
    ? `${verb} ${target.label}: this cannot be taken back`
    : `${undoVerb} ${target.label}: by itself after ${counted(lifetimeHours, "hour")}, or by hand before`;
}

/** What an item touches, as the plan found it; where it found nothing, that is said. */
const touched = ({ target, blastRadius }: Approval["items"][number]): string[] =>
  blastRadius.length > 0
    ? blastRadius.map((text) => `${target.label}: ${text}`)
    : [`${target.label}: nothing else is known that it touches`];

function factsOf(approval: Approval, { url }: Door): Notice["facts"] {
  const { incidentNumber, severity, quorum, expiresAt, id, planHash, state } = approval;
  const who = deciders(approval).map(({ name }) => name);
  return [
    {
      title: "Incident",
      value: incidentNumber === 0 ? incidentNumbered(0) : String(incidentNumber),
    },
    { title: "Severity", value: severity },
    { title: "Who may decide", value: who.join(", ") },
    { title: "Must agree", value: counted(quorum, "person", "people") },
    { title: "Until", value: readableTime(expiresAt) },
    { title: "Approval", value: id, isReference: true },
    ...(state === "open" && url === undefined
      ? [{ title: "Plan hash", value: planHash, isReference: true as const }]
      : []),
  ];
}

/** Told back with a click: which approval, of which plan. An id has no blanks. */
const buttonsOf = ({ id, planHash }: Approval): NoticeButton[] => [
  { action: "approve", title: "Approve", value: `${id} ${planHash}`, style: "primary" },
  { action: "reject", title: "Reject", value: `${id} ${planHash}`, style: "danger" },
];

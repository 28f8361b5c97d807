import type { Approval } from "../approval";
import { cleanLine } from "../clean-text";
import { containmentKinds, sentenceOf } from "../containment-kind";
import type { Notice, NoticeButton } from "../notice";
import { readableTime } from "../readable-time";
import { decisionText, deciders } from "../vote";
import { counted } from "../words";

/** What people are told while they are asked, and when it is over. `url` is the page that decides. */
export function approvalNotice(approval: Approval, url?: string, lead = "Approval needed"): Notice {
  const { incidentNumber, severity, title, items, id, state } = approval;
  const isOpen = state === "open";
  const what = counted(items.length, "containment");
  const says = isOpen ? lead : `Approval ${state}`;
  return {
    ref: id,
    title: `${says}: ${cleanLine(title, 200)}`,
    severity,
    summary: `${says}: ${what} for incident ${incidentNumber}, ${cleanLine(title, 200)}`,
    facts: factsOf(approval),
    sections: [
      { title: "Decision", items: isOpen ? [] : [decisionText(approval)] },
      { title: isOpen ? "Would be done" : "Was asked", items: items.map(plannedText) },
      { title: "What it will touch", items: touched(approval) },
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
export function undoText(item: Approval["items"][number]): string {
  const { undoVerb } = containmentKinds[item.kind];
  return undoVerb === null
    ? `${sentenceOf(item)}: this cannot be taken back`
    : `${undoVerb} ${item.target.label}: by itself after ${counted(item.lifetimeHours, "hour")}, or by hand before`;
}

/** What the items touch, as the plan found it; where it found nothing, that is said. */
export const touched = ({ items }: Approval): string[] =>
  items.flatMap((item) =>
    item.blastRadius.length > 0
      ? item.blastRadius.map((text) => `${item.target.label}: ${text}`)
      : [`${item.target.label}: nothing else is known that it touches`],
  );

function factsOf(approval: Approval): Notice["facts"] {
  const { incidentNumber, severity, quorum, expiresAt, id } = approval;
  const who = deciders(approval).map(({ name }) => name);
  return [
    { title: "Incident", value: String(incidentNumber) },
    { title: "Severity", value: severity },
    { title: "Who may decide", value: who.join(", ") },
    { title: "Must agree", value: counted(quorum, "person", "people") },
    { title: "Until", value: readableTime(expiresAt) },
    { title: "Approval", value: id, isReference: true },
  ];
}

/** Told back with a click: which approval, of which plan. An id has no blanks. */
const buttonsOf = ({ id, planHash }: Approval): NoticeButton[] => [
  { action: "approve", title: "Approve", value: `${id} ${planHash}`, style: "primary" },
  { action: "reject", title: "Reject", value: `${id} ${planHash}`, style: "danger" },
];

import type { HttpResponseInit } from "@azure/functions";
import type { Approval, Approver } from "../domain/approval";
import { escapeHtml } from "../domain/html";
import { readableTime } from "../domain/readable-time";
import { shownHtml } from "../domain/report/shown";
import { decisionText, deciders, missingVotes, voteText } from "../domain/vote";
import { counted } from "../domain/words";
import { htmlPage } from "./approval-html";
import { itemSection } from "./approval-item";

/** Who looks at a page, and what they can do there. */
export interface Viewer {
  now: Date;
  /** What just happened, as a sentence. */
  told?: string;
  status?: number;
  /** For the form of one who is known; without it there is no form. */
  form?: { token: string; approver: Approver | undefined; as?: string };
  /** Whether the page asks who it is: a local run. */
  asksWho?: boolean;
}

/** One approval: each item with all that is to be known of it, how the decision stands, and the form. */
export function approvalPage(approval: Approval, viewer: Viewer): HttpResponseInit {
  const { incidentNumber, severity, items, state, votes } = approval;
  const title = shownHtml(approval.title, 300);
  const isOpen = state === "open" && Date.parse(approval.expiresAt) > viewer.now.getTime();
  const told = viewer.told === undefined ? "" : shownHtml(viewer.told, 1_000);
  const heading = `${isOpen ? "(1) " : ""}Incident ${incidentNumber}: ${title}`;
  const ended = state === "open" ? "expired" : state;
  return htmlPage(viewer.status ?? 200, told === "" ? heading : `${told} ${heading}`, [
    `<h1>${isOpen ? "Approval needed" : `Approval ${ended}`} <span class="quiet">Incident ${incidentNumber}, ${escapeHtml(severity)}</span></h1>`,
    `<p class="title">${title}</p>`,
    told === "" ? "" : `<p class="told" role="status">${told}</p>`,
    isOpen ? leadOf(approval, viewer.now) : endOf(approval, told !== ""),
    ...items.map((item, index) => itemSection(item, index + 1, items.length)),
    `<section aria-labelledby="decision"><h2 id="decision">Decision</h2>`,
    factsOf(approval, viewer.now, isOpen),
    votes.length === 0
      ? ""
      : `<h3>Votes</h3><ul>${votes.map((vote) => `<li>${shownHtml(voteText(vote), 900)}</li>`).join("")}</ul>`,
    isOpen ? formOf(approval, viewer) : "",
    "</section>",
  ]);
}

/** How much is asked, and how long there is, before anything else; who knows it already goes to the form. */
const leadOf = ({ items, expiresAt }: Approval, now: Date): string =>
  `<p>${counted(items.length, "containment")} would be done if people agree; ${leftText(expiresAt, now)}. <a href="#decision">Go to the decision</a></p>`;

/** What waits for a decision, the one that ends first before the others. */
export function approvalsList(approvals: Approval[], now: Date): HttpResponseInit {
  const count = approvals.length;
  const rows = approvals.map(
    ({ id, title, incidentNumber, severity, items, expiresAt }) =>
      `<li><a href="approvals/${encodeURIComponent(id)}">Incident ${incidentNumber}, ${escapeHtml(severity)}</a>: ${shownHtml(title, 200)}<br><small>${counted(items.length, "containment")}, ${leftText(expiresAt, now)}</small></li>`,
  );
  return htmlPage(200, `${count > 0 ? `(${count}) ` : ""}Approvals`, [
    "<h1>Approvals</h1>",
    count > 0 ? `<ul>${rows.join("\n")}</ul>` : "<p>Nothing waits for a decision.</p>",
  ]);
}

/** How it ended, unless that was said just before; and that what follows is not asked any more. */
const endOf = (approval: Approval, isSaid: boolean): string =>
  `${isSaid ? "" : `<p class="told">${shownHtml(sentence(decisionText(approval)), 1_000)}</p>`}<p>What was asked:</p>`;

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function factsOf(approval: Approval, now: Date, isOpen: boolean): string {
  const { quorum, expiresAt, decidedAt = expiresAt, id, planHash } = approval;
  const missing = missingVotes(approval);
  const people = deciders(approval).map(({ name }) => name);
  const facts: [string, string][] = [
    ["Who may decide", people.join(", ") || "nobody"],
    [
      "Must agree",
      `${counted(quorum, "person", "people")}${isOpen ? `, ${missing} still missing` : ""}; one "no" decides`,
    ],
    ...(isOpen
      ? ([
          ["Time left", `${leftText(expiresAt, now)}, until ${readableTime(expiresAt)}`],
          ["If nobody decides", "Nothing is done, and the report says so"],
        ] as [string, string][])
      : [["Ended", readableTime(decidedAt)] as [string, string]]),
    ["Approval", id],
    ["Plan hash", planHash],
  ];
  const rows = facts.map(([name, value]) => `<dt>${name}</dt><dd>${shownHtml(value, 2_000)}</dd>`);
  return `<dl>${rows.join("\n")}</dl>`;
}

function formOf(approval: Approval, { form, asksWho }: Viewer): string {
  if (asksWho && !form) return whoForm(approval);
  if (!form) return "";
  const { token, approver, as } = form;
  const why = whyNot(approval, approver);
  if (why !== undefined) return `<p class="told">${why}</p>`;
  return `<form method="post">
<input type="hidden" name="token" value="${escapeHtml(token)}">
${as === undefined ? "" : `<input type="hidden" name="as" value="${escapeHtml(as)}">`}
<p>You decide as <strong>${shownHtml(approver?.name ?? "", 100)}</strong> about ${approval.items.length === 1 ? "it" : `all ${approval.items.length} together`}.</p>
<label for="reason">Reason</label>
<p class="hint" id="reason-hint">For either decision. It stands in the report and in the incident's record.</p>
<textarea id="reason" name="reason" rows="3" maxlength="500" required aria-describedby="reason-hint"></textarea>
<div class="buttons"><button class="yes" name="decision" value="approve">Approve</button>
<button class="no" name="decision" value="reject">Reject</button></div>
</form>`;
}

/** Why somebody has no form; undefined when there is one. */
function whyNot(approval: Approval, approver: Approver | undefined): string | undefined {
  if (!approver) return "You are not among those who may decide this.";
  if (!deciders(approval).includes(approver)) {
    return "You caused this run, so somebody else must decide.";
  }
  return approval.votes.some(({ approverId }) => approverId === approver.id)
    ? "You have voted; somebody else must agree, too."
    : undefined;
}

/** Nobody signs in at a local run: the page believes what it is told. */
const whoForm = ({ approvers }: Approval): string => `<form method="get">
<label for="as">Who are you?</label>
<p class="hint" id="as-hint">Nobody signs in at a local run.</p>
<select id="as" name="as" aria-describedby="as-hint">
${approvers.map(({ id, name }) => `<option value="${escapeHtml(id)}">${shownHtml(name, 100)}</option>`).join("\n")}
</select>
<div class="buttons"><button>Go on</button></div>
</form>`;

function leftText(expiresAt: string, now: Date): string {
  const minutes = Math.max(0, Math.floor((Date.parse(expiresAt) - now.getTime()) / 60_000));
  if (minutes < 60) return `${counted(minutes, "minute")} left`;
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? `${counted(hours, "hour")} left`
    : `${counted(Math.floor(hours / 24), "day")} left`;
}

import type { HttpResponseInit } from "@azure/functions";
import type { Approval, Approver } from "../domain/approval";
import { sentenceOf } from "../domain/containment-kind";
import { escapeHtml } from "../domain/html";
import { touched, undoText } from "../domain/notice/approval-notice";
import { readableTime } from "../domain/readable-time";
import { shownHtml } from "../domain/report/shown";
import { decisionText, deciders, missingVotes } from "../domain/vote";
import { counted } from "../domain/words";
import { htmlPage } from "./approval-html";

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

/** One approval: what would be done, to whom, why, what it touches, how it ends, and the form. */
export function approvalPage(approval: Approval, viewer: Viewer): HttpResponseInit {
  const { incidentNumber, severity, items, state } = approval;
  const title = shownHtml(approval.title, 300);
  const isOpen = state === "open" && Date.parse(approval.expiresAt) > viewer.now.getTime();
  const heading = `${isOpen ? "(1) " : ""}Incident ${incidentNumber}: ${title}`;
  return htmlPage(viewer.status ?? 200, heading, [
    `<h1>${isOpen ? "Approval needed" : `Approval ${isOpen || state !== "open" ? state : "expired"}`}: incident ${incidentNumber}, ${escapeHtml(severity)}</h1>`,
    `<p>${title}</p>`,
    viewer.told === undefined
      ? ""
      : `<p class="told" role="status">${shownHtml(viewer.told, 1_000)}</p>`,
    list(isOpen ? "This would be done" : "This was asked", items.map(sentenceOf)),
    list(
      "Targets",
      items.map(({ target }) => `${target.label} (${target.id})`),
    ),
    list(
      "Why",
      items.map(({ target, reason }) => `${target.label}: ${reason}`),
    ),
    list("What it will touch", touched(approval)),
    list("How it is undone, and when by itself", items.map(undoText)),
    list(
      "Why you are asked",
      items.flatMap((item) =>
        item.askedBecause === undefined ? [] : [`${sentenceOf(item)}: ${item.askedBecause}`],
      ),
    ),
    factsOf(approval, viewer.now),
    list("Votes", approval.votes.map(voteText)),
    isOpen ? formOf(approval, viewer) : `<p>${shownHtml(decisionText(approval), 1_000)}</p>`,
  ]);
}

/** What waits for a decision, the one that ends first before the others. */
export function approvalsList(approvals: Approval[], now: Date): HttpResponseInit {
  const count = approvals.length;
  const rows = approvals.map(
    ({ id, title, incidentNumber, severity, items, expiresAt }) =>
      `<li><a href="approvals/${encodeURIComponent(id)}">Incident ${incidentNumber}, ${escapeHtml(severity)}</a>: ${shownHtml(title, 200)}<br><small>${counted(items.length, "containment")}, ${leftText(expiresAt, now)}</small>`,
  );
  return htmlPage(200, `${count > 0 ? `(${count}) ` : ""}Approvals`, [
    "<h1>Approvals</h1>",
    count > 0 ? `<ul>${rows.join("\n")}</ul>` : "<p>Nothing waits for a decision.</p>",
  ]);
}

function factsOf(approval: Approval, now: Date): string {
  const { quorum, expiresAt, id } = approval;
  const missing = missingVotes(approval);
  const facts: [string, string][] = [
    [
      "Who may decide",
      deciders(approval)
        .map(({ name }) => name)
        .join(", "),
    ],
    ["Must agree", `${counted(quorum, "person", "people")}, ${missing} still missing`],
    ["Time left", `${leftText(expiresAt, now)}, until ${readableTime(expiresAt)}`],
    ["What happens then", "Nothing is done, and the report says so"],
    ["Approval", id],
  ];
  const rows = facts.map(([name, value]) => `<dt>${name}<dd>${shownHtml(value, 2_000)}`);
  return `<h2>Decision</h2><dl>${rows.join("\n")}</dl>`;
}

function formOf(approval: Approval, { form, asksWho }: Viewer): string {
  if (asksWho && !form) return whoForm(approval);
  if (!form) return "";
  const { token, approver, as } = form;
  if (!approver) return `<p class="told">You are not among those who may decide this.</p>`;
  return `<form method="post">
<input type="hidden" name="token" value="${escapeHtml(token)}">
${as === undefined ? "" : `<input type="hidden" name="as" value="${escapeHtml(as)}">`}
<p>You decide as <strong>${shownHtml(approver.name, 100)}</strong>.</p>
<label for="reason">Reason, for either decision</label>
<textarea id="reason" name="reason" rows="3" maxlength="500" required></textarea>
<button class="yes" name="decision" value="approve">Approve</button>
<button class="no" name="decision" value="reject">Reject</button>
</form>`;
}

/** Nobody signs in at a local run: the page believes what it is told. */
const whoForm = ({ approvers }: Approval): string => `<form method="get">
<label for="as">Who are you? Nobody signs in at a local run</label>
<select id="as" name="as">
${approvers.map(({ id, name }) => `<option value="${escapeHtml(id)}">${shownHtml(name, 100)}</option>`).join("\n")}
</select>
<button>Go on</button>
</form>`;

const list = (title: string, texts: string[]): string =>
  texts.length === 0
    ? ""
    : `<h2>${title}</h2><ul>${texts.map((text) => `<li>${shownHtml(text, 600)}`).join("\n")}</ul>`;

const voteText = ({ name, decision, reason, through, at }: Approval["votes"][number]): string =>
  `${name}: ${decision}, ${readableTime(at)}, by ${through}: ${reason}`;

function leftText(expiresAt: string, now: Date): string {
  const minutes = Math.max(0, Math.floor((Date.parse(expiresAt) - now.getTime()) / 60_000));
  if (minutes < 60) return `${counted(minutes, "minute")} left`;
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? `${counted(hours, "hour")} left`
    : `${counted(Math.floor(hours / 24), "day")} left`;
}

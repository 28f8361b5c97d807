import { renderCard } from "../../../domain/notice/adaptive-card";
import { approvalNotice } from "../../../domain/notice/approval-notice";
import { renderMail } from "../../../domain/notice/html-mail";
import { notAskedNotice } from "../../../domain/notice/not-asked-notice";
import { renderPage } from "../../../domain/notice/page";
import { renderSlack } from "../../../domain/notice/slack-message";
import type { Notice } from "../../../domain/notice";
import { notRecorded } from "../../../domain/not-asked";
import { opened, vote } from "../../../domain/vote";
import { alex, ballot, isolation, request } from "../../support/sample-approval";

/** What each channel would send, as text without escapes. */
const everyChannel = (notice: Notice): [string, string][] => [
  ["teams", read(renderCard(notice))],
  ["slack", read(renderSlack(notice))],
  ["mail", renderMail(notice).html.replaceAll("&quot;", '"')],
  ["page", read(renderPage(notice))],
];
const read = (message: unknown): string => JSON.stringify(message).replaceAll('\\"', '"');

/** As long as the ids of runs are. */
const id = `respond-${"0123456789abcdef".repeat(2)}-agree`;
const open = opened(request({ id }));
const callOf = [
  `In a browser, at this app: /api/approvals/${id}`,
  `POST /api/approvals/${id}/decision`,
  'with content-type application/json, "decision": "approve" or "reject", "reason": your words',
  `"planHash": "${"f".repeat(64)}"`,
];

describe("the notice of an approval", () => {
  it.each(everyChannel(approvalNotice(open, {})))(
    "can be acted on without a link: the exact call is whole in %s",
    (_channel, sent) => {
      for (const text of callOf) expect(sent).toContain(text);
    },
  );

  it.each(everyChannel(approvalNotice(open, { url: "https://soc.example/api/approvals/x" })))(
    "has its link, and no call beside it, in %s",
    (_channel, sent) => {
      expect(sent).toContain("https://soc.example/api/approvals/x");
      expect(sent).not.toContain("/decision");
    },
  );

  it.each(everyChannel(approvalNotice(vote(open, ballot()).approval, {})))(
    "says who decided what when it is over, and asks nobody any more, in %s",
    (_channel, sent) => {
      expect(sent).toContain("Approval approved");
      expect(sent.replaceAll("&#39;", "'")).toContain(
        "Alex: approve, 2026-11-24 04:00 UTC, by page: seen in the proxy's log",
      );
      expect(sent).not.toContain("/decision");
      expect(sent).not.toContain('"action_id":"approve"');
    },
  );

  it("keeps the call whole in a card that is full", () => {
    const items = Array.from({ length: 60 }, (_, index) => ({
      ...isolation,
      id: `isolate-device:${index}`,
      target: { id: `${index}`, label: `PC${index} ${"ü".repeat(200)}`, names: [] },
      reason: "日本語".repeat(200),
    }));

    const card = read(renderCard(approvalNotice(opened(request({ id, items })), {})));

    for (const text of callOf) expect(card).toContain(text);
  });

  it("names who may decide, also where the id is only of the policy", () => {
    const notice = approvalNotice(open, { page: "local" });

    expect(notice.facts).toContainEqual({ title: "Who may decide", value: "Alex, Sam" });
    expect(JSON.stringify(notice.sections)).toContain("your object id in the policy");
    expect(JSON.stringify(notice)).not.toContain(alex.id);
  });
});

describe("the notice that nobody could be asked", () => {
  it.each(everyChannel(notAskedNotice(request(), notRecorded)))(
    "says what was tried, what came back, what is not done and what to do in %s",
    (_channel, sent) => {
      for (const text of [
        "Isolate PC7",
        "To write the decision into the incident",
        "The decision could not be written down, so nobody was asked",
        "npm run doctor says what it lacks",
        "do by hand what cannot wait",
      ]) {
        expect(sent).toContain(text);
      }
    },
  );
});

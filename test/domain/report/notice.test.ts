import * as fc from "fast-check";
import { noticeOf } from "../../../domain/report/notice";
import { hostileReport } from "../../support/hostile";
import { assessmentOf, sampleIncident, sampleReport } from "../../support/sample-report";

describe("noticeOf()", () => {
  it("says what it is, how bad, why, what was done and under which reference", () => {
    expect(noticeOf(sampleReport())).toEqual({
      ref: "respond-0123456789abcdef0123456789abcdef",
      title: "Sign-in from a listed address",
      severity: "High",
      summary: "High: Sign-in from a listed address (incident 4711, malicious)",
      facts: [
        { title: "Incident", value: "4711" },
        { title: "Severity", value: "High" },
        { title: "Verdict", value: "malicious" },
        {
          title: "No answer",
          value: "1 question got no answer. Its answer could not have changed this verdict.",
        },
        { title: "Ticket", value: "INC0010023", isReference: true },
        { title: "Ref", value: "respond-0123456789abcdef0123456789abcdef", isReference: true },
      ],
      sections: [
        {
          title: "Read this first",
          items: ["The incident has 3 entities that were not looked at"],
        },
        {
          title: "Why this verdict",
          items: ["VirusTotal calls 45.83.64.10 malicious: 14 of 90 engines say malicious"],
        },
        { title: "Did not happen", items: ["Page: pagerduty: POST /enqueue answered 403"] },
        {
          title: "May have happened, please check",
          items: ["Teams message: may have been sent"],
        },
        {
          title: "Done",
          items: [
            "Ticket: INC0010023 opened",
            "Block 45.83.64[.]10: in the block list until 2026-08-02",
          ],
        },
        { title: "Will be done", items: ["Block 45.83.64.10: malicious, VirusTotal: 14 of 90"] },
        { title: "Not contained", items: ["Block worse.zz: Only addresses can be blocked"] },
      ],
      links: [
        { title: "Open incident", url: sampleIncident.url },
        {
          title: "Open ticket",
          url: "https://contoso.service-now.com/nav_to.do?uri=incident.do?sys_id=9d38",
        },
      ],
      buttons: [
        {
          action: "acknowledge",
          title: "Acknowledge",
          value: "respond-0123456789abcdef0123456789abcdef",
        },
      ],
    });
  });

  it("leaves out what a quiet run has nothing to say about", () => {
    const quiet = noticeOf(
      sampleReport({
        assessment: assessmentOf("benign", []),
        ticket: null,
        steps: [],
        notes: [],
        plan: { items: [], refused: [] },
      }),
    );

    expect(quiet.sections).toEqual([]);
    expect(quiet.facts.map(({ title }) => title)).toEqual([
      "Incident",
      "Severity",
      "Verdict",
      "Ref",
    ]);
  });

  it("links to Microsoft's portals and to https tickets only, whatever an incident says", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const { links } = noticeOf(report);
        for (const { url } of links) {
          expect(new URL(url).protocol).toBe("https:");
          expect(url).not.toMatch(/[[\](){}<>*`|\\'"\s]/);
        }
        const incidents = links.filter(({ title }) => title === "Open incident");
        for (const { url } of incidents) expect(new URL(url).hostname).toBe("portal.azure.com");
      }),
    );
  });

  it("keeps a button's value within 200 characters", () => {
    const [button] = noticeOf(sampleReport({ runId: "r".repeat(5_000) })).buttons;

    expect(button?.value).toHaveLength(200);
  });
});

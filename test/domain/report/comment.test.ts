import * as fc from "fast-check";
import { renderComment } from "../../../domain/report/comment";
import type { Report, StepReport } from "../../../domain/report/report";
import { resolutionNotes } from "../../../domain/report/ticket-text";
import { hostileReport } from "../../support/hostile";
import {
  address,
  assessed,
  assessmentOf,
  reputation,
  sampleReport,
} from "../../support/sample-report";

const allowed = /<\/?(?:h3|p|ul|li|table|tr|th|td|b)>|<br>|<a href="https:\/\/[^"<>]*">|<\/a>/g;

/** The open tags that a comment leaves behind; throws on one that closes what is not open. */
function unclosed(html: string): string[] {
  const open: string[] = [];
  for (const [tag] of html.replaceAll("<br>", "").matchAll(allowed)) {
    const name = /[a-z]+\d?/.exec(tag)![0];
    if (!tag.startsWith("</")) open.push(name);
    else if (open.pop() !== name) throw new Error(`${tag} closes nothing`);
  }
  return open;
}

const texts = (html: string): string[] =>
  html
    .replace(/<[^>]*>/g, "\n")
    .split("\n")
    .filter((text) => text !== "");

describe("renderComment()", () => {
  it("tells an analyst what was found, what was done, and what waits, in this order", () => {
    expect(texts(renderComment(sampleReport()))).toEqual([
      "Automated response: malicious",
      "High",
      " incident 4711: Sign-in from a listed address",
      "1 question got no answer. Its answer could not have changed this verdict.",
      "Read this first",
      "The incident has 3 entities that were not looked at",
      "Why this verdict",
      "VirusTotal calls 45.83.64[.]10 malicious: 14 of 90 engines say malicious",
      "Did not happen",
      "Page: pagerduty: POST /enqueue answered 403",
      "May have happened, please check",
      "Teams message: may have been sent",
      "Done",
      "Ticket: ",
      "INC0010023",
      " opened",
      "Block 45.83.64[.]10: in the block list until 2026-08-02",
      "Not contained",
      "Block worse[.]zz: Only addresses can be blocked",
      "Sources that gave no answer",
      "VirusTotal about bad[.]zz (transient): virustotal: GET /domains/{id} answered 503",
      "What the sources say",
      "Observable",
      "Source",
      "Verdict",
      "Evidence",
      "45.83.64[.]10",
      "VirusTotal",
      "malicious",
      "14 of 90 engines say malicious",
      "What our own logs and systems say",
      "alex@contoso.zz",
      "Sign-in logs: 12 sign-ins in the last 14 days, 3 failed. Signed in from 45.83.64[.]10 in NL",
      "Not looked up",
      "10.0.0[.]4: It is not a public address: private (RFC 1918)",
      "Skipped",
      "Mail: policy sends none",
      "Run respond-0123456789abcdef0123456789abcdef",
    ]);
  });

  it("says what people did not want under what is not contained", () => {
    const declined: StepReport = {
      what: "Isolate PC7",
      state: "skipped",
      detail: "rejected by Sam",
      about: "isolate-device:1",
    };
    const report = sampleReport({ steps: [declined], plan: { items: [], refused: [] } });

    const shown = texts(renderComment(report));

    expect(shown[shown.indexOf("Not contained") + 1]).toBe("Isolate PC7: rejected by Sam");
    expect(shown).not.toContain("Skipped");
    expect(resolutionNotes(report)).toContain("Not contained:\n- Isolate PC7: rejected by Sam");
  });

  it("names what several sources speak of once, and each source beside what it says", () => {
    const observable = {
      ...assessed("malicious"),
      reputations: [
        reputation("malicious"),
        reputation("benign", address(), { source: "GreyNoise", evidence: "a business service" }),
      ],
    };
    const assessment = assessmentOf("malicious", [observable]);

    const shown = texts(renderComment(sampleReport({ assessment })));

    const from = shown.indexOf("Evidence") + 1;
    expect(shown.slice(from, from + 7)).toEqual([
      "45.83.64[.]10",
      "VirusTotal",
      "malicious",
      "14 of 90 engines say malicious",
      "GreyNoise",
      "benign",
      "a business service",
    ]);
  });

  it("links a source and the ticket by https only", () => {
    const observable = { ...assessed("malicious"), reputations: assessed("malicious").reputations };
    const evil = observable.reputations.map((one) => ({
      ...one,
      reportUrl: "javascript:alert(1)",
    }));
    const html = renderComment(
      sampleReport({
        assessment: assessmentOf("malicious", [{ ...observable, reputations: evil }]),
      }),
    );

    expect(html).toContain('<a href="https://contoso.service-now.com/');
    expect(html).toContain("<td>VirusTotal</td>");
    expect(html).not.toContain("javascript:");
  });

  it("shows a block that no step tells of yet as planned", () => {
    const html = renderComment(sampleReport({ steps: [] }));

    expect(texts(html)).toContain(
      "Block 45.83.64[.]10 for 24 hours: malicious, VirusTotal: 14 of 90",
    );
  });

  it("never shows a missing answer as clean", () => {
    const silent = { observable: address(), verdict: "unknown" as const, reputations: [] };

    expect(
      renderComment(sampleReport({ assessment: assessmentOf("unknown", [silent]) })),
    ).toContain("<td></td><td><b>no answer</b></td>");
  });

  it("says nothing where there is nothing to say", () => {
    const html = renderComment(
      sampleReport({
        assessment: assessmentOf("unknown", []),
        context: [],
        plan: { items: [], refused: [] },
        leftOut: [],
        ticket: null,
        steps: [],
        notes: [],
      }),
    );

    expect(html).toBe(
      "<h3>Automated response: unknown</h3><p><b>High</b> incident 4711: Sign-in from a listed address</p><p>Run respond-0123456789abcdef0123456789abcdef</p>",
    );
  });

  it("shortens the longest list first, at its items, and counts what it leaves out", () => {
    const many = Array.from({ length: 900 }, (_, n) =>
      assessed("malicious", address(`45.83.${n >> 8}.${n & 255}`)),
    );
    const html = renderComment(sampleReport({ assessment: assessmentOf("malicious", many) }));
    const rows = html.match(/<tr><td>/g)!.length;

    expect(html).toContain(`</table><p>and ${900 - rows} more</p>`);
    expect(rows).toBeGreaterThan(50);
    expect(html).toContain("Mail: policy sends none");
    expect(html.length).toBeLessThan(30_000);
  });

  it("stays below 30,000 characters, well-formed, without a tag of the input, whatever comes", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const html = renderComment(report);
        expect(html.length).toBeLessThan(30_000);
        expect(html.replace(allowed, "")).not.toMatch(/[<>"']/);
        expect(unclosed(html)).toEqual([]);
        expect(html).not.toMatch(/[\p{Cc}\u202E\u200B]/u);
      }),
      { numRuns: 200 },
    );
  });

  it.each(['"', "&", "'\"<>", "a.", "👍", "<b>", "http://a "])(
    "stays below 30,000 characters when everything is full of %j",
    (unit) => {
      const words = new Set(["kind", "verdict", "state", "severity", "status"]);
      const text = unit.repeat(3_000);
      const links = new Set(["reportUrl", "url"]);
      const full = JSON.parse(JSON.stringify(sampleReport()), (name, value: unknown) => {
        if (typeof value !== "string" || words.has(name)) return value;
        return links.has(name) ? `https://x.zz/${unit.repeat(120)}` : text;
      }) as Report;

      const html = renderComment({ ...full, leftOut: Array(200).fill(full.leftOut[0]) });

      expect(html.length).toBeLessThan(30_000);
      expect(unclosed(html)).toEqual([]);
    },
  );

  it("leaves no link of the input alive", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const links = [
          ...renderComment(report)
            .replace(/<a href="[^"]*">/g, "")
            .matchAll(/(?:https?|ftp):\/\//gi),
        ];
        expect(links).toEqual([]);
      }),
    );
  });
});

import * as fc from "fast-check";
import type { Entity } from "../../../domain/entity";
import { resolutionNotes, ticketDraft } from "../../../domain/report/ticket-text";
import { hostileEntities, hostileReport } from "../../support/hostile";
import { sampleIncident, sampleReport } from "../../support/sample-report";

const key = "sentinel:33333333-3333-3333-3333-333333333333";
const entities: Entity[] = [
  { kind: "Ip", address: "45.83.64.10" },
  { kind: "Account", label: "CONTOSO\\alex" },
  { kind: "Other", type: "Process", label: "cmd.exe /c x" },
];

describe("ticketDraft()", () => {
  it("says which incident it is, where it is, and what it names", () => {
    expect(ticketDraft(sampleIncident, key, entities)).toEqual({
      key,
      title: "[Sentinel 4711] Sign-in from a listed address",
      severity: "High",
      description: [
        "Microsoft Sentinel incident 4711, severity High.",
        sampleIncident.url,
        "Somebody signed in from 45.83.64[.]10",
        "It names 3 entities:\n- Address: 45.83.64[.]10\n- Account: CONTOSO\\alex\n- Process: cmd[.]exe /c x",
      ].join("\n\n"),
    });
  });

  it("counts one entity as one, and none as none", () => {
    expect(ticketDraft(sampleIncident, key, entities.slice(0, 1)).description).toContain(
      "It names 1 entity:",
    );
    expect(ticketDraft(sampleIncident, key, []).description).toContain("no entities yet");
  });

  it("shows no address that is not a portal's", () => {
    const told = { ...sampleIncident, url: "https://evil.zz/portal.azure.com" };

    expect(ticketDraft(told, key, []).description).not.toContain("evil");
  });

  it("shows as text what ServiceNow would show as HTML", () => {
    const told = {
      ...sampleIncident,
      title: "[code]<b>x</b>[/CODE]",
      description: "[ code ]<script>",
    };
    const { title, description } = ticketDraft(told, key, [{ kind: "Url", url: "[code]" }]);

    expect(`${title}${description}`).not.toMatch(/\[\s*\/?\s*code/i);
    expect(title).toBe("[Sentinel 4711] (code)<b>x</b>(/code)");
  });

  it("fits what ServiceNow holds, on lines of its own, whatever comes", () => {
    fc.assert(
      fc.property(hostileReport, hostileEntities, ({ incident }, hostile) => {
        const { title, description } = ticketDraft(incident, key, hostile);
        expect(title.length).toBeLessThanOrEqual(160);
        expect(description.length).toBeLessThanOrEqual(4_000);
        expect(title).not.toMatch(/\p{Cc}/u);
        expect(description).not.toMatch(/[^\P{Cc}\n]|\[\/?code\]/iu);
      }),
    );
  });
});

describe("resolutionNotes()", () => {
  it("says what was found, done and not done, and by which run", () => {
    expect(resolutionNotes(sampleReport())).toBe(
      [
        "Automated response to Microsoft Sentinel incident 4711: malicious.",
        "1 question got no answer. Its answer could not have changed this verdict.",
        "Run respond-0123456789abcdef0123456789abcdef",
        "Read this first:\n- The incident has 3 entities that were not looked at",
        "Why this verdict:\n- VirusTotal calls 45.83.64[.]10 malicious: 14 of 90 engines say malicious",
        "Did not happen:\n- Page: pagerduty: POST /enqueue answered 403",
        "May have happened, please check:\n- Teams message: may have been sent",
        "Done:\n- Ticket: INC0010023 opened\n- Block 45.83.64[.]10: in the block list until 2026-08-02",
        "Not contained:\n- Block worse[.]zz: Only addresses can be blocked",
      ].join("\n\n"),
    );
  });

  it("fits what ServiceNow holds, with the run in it, and counts what it leaves out", () => {
    const reasons = Array.from({ length: 80 }, (_, n) => `Reason ${n} ${"x".repeat(150)}`);
    const report = sampleReport();
    const notes = resolutionNotes({ ...report, assessment: { ...report.assessment, reasons } });
    const shown = notes.match(/- Reason/g)!.length;

    expect(notes.length).toBeLessThanOrEqual(4_000);
    expect(notes).toContain(`- and ${80 - shown} more`);
    expect(notes).toContain("- Block worse[.]zz");
    expect(notes).toContain(report.runId);
  });

  it("keeps to 4,000 characters whatever comes", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        expect(resolutionNotes(report).length).toBeLessThanOrEqual(4_000);
      }),
    );
  });
});

import * as fc from "fast-check";
import { renderText } from "../../../domain/notice/plain-text";
import { noticeOf } from "../../../domain/report/notice";
import { hostileNotice } from "../../support/hostile-notice";
import { sampleReport } from "../../support/sample-report";

describe("renderText()", () => {
  it("begins with the summary", () => {
    expect(renderText(noticeOf(sampleReport()), 4_000).split("\n")[0]).toBe(
      "High: Sign-in from a listed address (incident 4711, malicious)",
    );
  });

  it("counts what it leaves out", () => {
    const notes = Array.from({ length: 90 }, (_, n) => `Note ${n} ${"long ".repeat(40)}`);
    const lines = renderText(noticeOf(sampleReport({ notes })), 2_000).split("\n");
    const shown = lines.filter((line) => line.startsWith("- Note")).length;

    expect(shown).toBeGreaterThan(0);
    expect(lines).toContain(`- and ${90 - shown} more`);
  });

  it("keeps within its length, with no address that could be followed, whatever comes", () => {
    fc.assert(
      fc.property(hostileNotice, fc.integer({ min: 50, max: 4_000 }), (notice, most) => {
        const text = renderText(notice, most);
        expect(text.length).toBeLessThanOrEqual(most);
        expect(text).not.toMatch(/https?:\/\//i);
      }),
    );
  });
});

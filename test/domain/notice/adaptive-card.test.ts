import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import draft6 from "ajv/dist/refs/json-schema-draft-06.json";
import * as fc from "fast-check";
import { renderCard } from "../../../domain/notice/adaptive-card";
import type { Notice } from "../../../domain/notice";
import { noticeOf } from "../../../domain/report/notice";
import type { Report } from "../../../domain/report/report";
import { hostileReport } from "../../support/hostile";
import { hostileNotice } from "../../support/hostile-notice";
import { sampleIncident, sampleReport } from "../../support/sample-report";

interface Card {
  body: { type: string; text?: string; facts?: { title: string; value: string }[] }[];
  actions?: { type: string; url: string }[];
  fallbackText: string;
}

const schema: unknown = JSON.parse(
  readFileSync(join(__dirname, "../../support/adaptive-card-1.5.schema.json"), "utf8"),
);
const isCard = addFormats(new Ajv({ strict: false, logger: false }))
  .addMetaSchema(draft6)
  .compile(schema as object);

const render = (report: Report): Card => renderCard(noticeOf(report)) as unknown as Card;
const anyNotice = fc.oneof(hostileNotice, hostileReport.map(noticeOf));

const textsOf = ({ body }: Card): string[] =>
  body.flatMap(({ text, facts }) => [
    ...(text === undefined ? [] : [text]),
    ...(facts ?? []).map(({ title, value }) => `${title}: ${value}`),
  ]);

describe("renderCard()", () => {
  it("says what it is, how bad, why, what was done and under which reference", () => {
    expect(textsOf(render(sampleReport()))).toEqual([
      "High: Sign-in from a listed address",
      "Incident: 4711",
      "Severity: High",
      "Verdict: malicious",
      "No answer: 1 question got no answer. Its answer could not have changed this verdict.",
      "Ticket: INC0010023",
      "Ref: respond-0123456789abcdef0123456789abcdef",
      "Read this first",
      "• The incident has 3 entities that were not looked at",
      "Why this verdict",
      "• VirusTotal calls 45.83.64[.]10 malicious: 14 of 90 engines say malicious",
      "Did not happen",
      "• Page: pagerduty: POST /enqueue answered 403",
      "May have happened, please check",
      "• Teams message: may have been sent",
      "Done",
      "• Ticket: INC0010023 opened",
      "• Block 45.83.64[.]10: in the block list until 2026-08-02",
      "Will be done",
      "• Block 45.83.64[.]10: malicious, VirusTotal: 14 of 90",
      "Not contained",
      "• Block worse[.]zz: Only addresses can be blocked",
    ]);
  });

  it("opens the incident in one of Microsoft's portals, and the ticket", () => {
    expect(render(sampleReport()).actions).toEqual([
      { type: "Action.OpenUrl", title: "Open incident", url: sampleIncident.url },
      { type: "Action.OpenUrl", title: "Open ticket", url: sampleReport().ticket?.url },
    ]);
  });

  it.each([
    "https://portal.azure.com.evil.zz/",
    "http://portal.azure.com/",
    "javascript:alert(1)",
    "",
  ])("has no button for %j", (url) => {
    const report = sampleReport({ incident: { ...sampleIncident, url }, ticket: null });

    expect(render(report)).not.toHaveProperty("actions");
  });

  it.each([
    ["[click](https://evil.zz)", "High: (click)(hxxps://evil[.]zz)"],
    ["<at>Everyone</at>", "High: ‹at›Everyone‹/at›"],
    ["**now** _it_ `x` ~y~", "High: ∗∗now∗∗ ＿it＿ ʼxʼ ∼y∼"],
    ["svc_backup_01", "High: svc_backup_01"],
    ["hxxps://evil[.]zz", "High: hxxps://evil[.]zz"],
    ["&lt;at&gt; R&D", "High: & lt;at& gt; R&D"],
    ["a\n# b\n- c", "High: a # b - c"],
    ["{{DATE(x)}} ${y}", "High: ((DATE(x))) $(y)"],
  ])("shows the title %j as text", (title, text) => {
    expect(textsOf(render(sampleReport({ incident: { ...sampleIncident, title } })))[0]).toBe(text);
  });

  it("shortens its lists, and counts what it leaves out", () => {
    const notes = Array.from({ length: 90 }, (_, n) => `Note ${n} ${"日本".repeat(200)}`);
    const card = render(sampleReport({ notes }));
    const shown = textsOf(card).filter((text) => text.startsWith("• Note")).length;

    expect(shown).toBeGreaterThan(3);
    expect(textsOf(card)).toContain(`and ${90 - shown} more`);
    expect(textsOf(card)).toContain("• Block worse[.]zz: Only addresses can be blocked");
  });

  it("is a valid Adaptive Card 1.5 of at most 20 KB, whatever comes", () => {
    fc.assert(
      fc.property(anyNotice, (notice) => {
        const { msteams, ...card } = renderCard(notice);
        isCard(card);
        expect(isCard.errors).toBeNull();
        expect(msteams).toEqual({ width: "Full" });
        expect(Buffer.byteLength(JSON.stringify({ msteams, ...card }))).toBeLessThanOrEqual(20_000);
      }),
      { numRuns: 200 },
    );
  });

  it("fits with the most that it shows of everything, in characters of three bytes", () => {
    const text = "日".repeat(40_000);
    const notice: Notice = {
      ref: text,
      title: text,
      severity: "Informational",
      summary: text,
      facts: Array.from({ length: 99 }, () => ({ title: text, value: text })),
      sections: Array.from({ length: 99 }, () => ({ title: text, items: [text, text] })),
      links: Array.from({ length: 99 }, () => ({
        title: text,
        url: `https://a.zz/${"x".repeat(980)}`,
      })),
      buttons: [],
    };

    expect(Buffer.byteLength(JSON.stringify(renderCard(notice)))).toBeLessThanOrEqual(20_000);
  });

  it("lets no text of the input become a link, a mention or mark-up", () => {
    fc.assert(
      fc.property(anyNotice, (notice) => {
        const card = renderCard(notice) as unknown as Card;
        expect(JSON.stringify(card)).not.toContain("](");
        for (const text of [...textsOf(card), card.fallbackText]) {
          expect(text).not.toMatch(/[<>*`~\\{}|]|https?:\/\/|&#?\w+;|\n/i);
          expect(text.replaceAll("[.]", "").replaceAll("[:]//", "")).not.toMatch(/\[.*\]/);
        }
        for (const { type, url } of card.actions ?? []) {
          expect(type).toBe("Action.OpenUrl");
          expect(new URL(url).protocol).toBe("https:");
        }
      }),
      { numRuns: 200 },
    );
  });

  it("is not valid with an element that the schema does not know, so the check can fail", () => {
    expect(
      isCard({ type: "AdaptiveCard", version: "1.5", body: [{ type: "Marquee", text: "x" }] }),
    ).toBe(false);
  });
});

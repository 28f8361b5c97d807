import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import draft6 from "ajv/dist/refs/json-schema-draft-06.json";
import * as fc from "fast-check";
import { renderCard } from "../../../domain/report/card";
import { hostileReport } from "../../support/hostile";
import { sampleIncident, sampleReport } from "../../support/sample-report";

interface Card {
  body: { type: string; text?: string; facts?: { title: string; value: string }[] }[];
  actions?: { url: string }[];
  fallbackText: string;
}

const schema: unknown = JSON.parse(
  readFileSync(join(__dirname, "../../support/adaptive-card-1.5.schema.json"), "utf8"),
);
const isCard = addFormats(new Ajv({ strict: false, logger: false }))
  .addMetaSchema(draft6)
  .compile(schema as object);

const render = (...args: Parameters<typeof renderCard>): Card => renderCard(...args) as Card;
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
      "Will be blocked",
      "• 45.83.64[.]10: malicious, VirusTotal: 14 of 90",
      "Not blocked",
      "• worse[.]zz: Only addresses can be blocked",
    ]);
  });

  it("opens the incident in one of Microsoft's portals", () => {
    expect(render(sampleReport()).actions).toEqual([
      { type: "Action.OpenUrl", title: "Open incident", url: sampleIncident.url },
    ]);
  });

  it.each([
    "https://portal.azure.com.evil.zz/",
    "http://portal.azure.com/",
    "javascript:alert(1)",
    "",
  ])("has no button for %j", (url) => {
    expect(render(sampleReport({ incident: { ...sampleIncident, url } }))).not.toHaveProperty(
      "actions",
    );
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
    expect(textsOf(card)).toContain("• worse[.]zz: Only addresses can be blocked");
  });

  it("is a valid Adaptive Card 1.5 of at most 20 KB, whatever comes", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const { msteams, ...card } = renderCard(report) as Record<string, unknown>;
        isCard(card);
        expect(isCard.errors).toBeNull();
        expect(msteams).toEqual({ width: "Full" });
        expect(Buffer.byteLength(JSON.stringify({ msteams, ...card }))).toBeLessThanOrEqual(20_000);
      }),
      { numRuns: 200 },
    );
  });

  it("lets no text of the input become a link, a mention or mark-up", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const card = render(report);
        expect(JSON.stringify(card)).not.toContain("](");
        for (const text of [...textsOf(card), card.fallbackText]) {
          expect(text).not.toMatch(/[<>*`~\\{}|]|https?:\/\/|&#?\w+;|\n/i);
          expect(text.replaceAll("[.]", "").replaceAll("[:]//", "")).not.toMatch(/\[.*\]/);
        }
        for (const { url } of card.actions ?? []) {
          expect(new URL(url).hostname).toBe("portal.azure.com");
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

import * as fc from "fast-check";
import type { Notice } from "../../../domain/notice";
import { type Page, renderPage } from "../../../domain/notice/page";
import { noticeOf } from "../../../domain/report/notice";
import { hostileReport, hostileText } from "../../support/hostile";
import { notices } from "./notices";

const quiet = notices["benign"]!;

const texts = ({ payload, links, client }: Page): string[] => [
  client,
  payload.summary,
  payload.source,
  ...links.map(({ text }) => text),
  ...Object.entries(payload.custom_details).flat(2),
];

describe("renderPage()", () => {
  it.each([
    ["High", "critical"],
    ["Medium", "error"],
    ["Low", "warning"],
    ["Informational", "info"],
  ] as const)("pages for %s severity as %s", (severity, expected) => {
    expect(renderPage({ ...quiet, severity }).payload.severity).toBe(expected);
  });

  it("tells facts and sections in their order", () => {
    expect(Object.keys(renderPage(notices["malicious"]!).payload.custom_details)).toEqual([
      "Incident",
      "Severity",
      "Verdict",
      "No answer",
      "Ticket",
      "Ref",
      "Read this first",
      "Why this verdict",
      "Did not happen",
      "May have happened, please check",
      "Done",
      "Will be done",
      "Not contained",
    ]);
  });

  it("says how much of a section it left out", () => {
    const items = Array.from({ length: 15 }, (_, index) => `reason ${index + 1}`);
    const { payload } = renderPage({ ...quiet, sections: [{ title: "Why", items }] });

    expect(payload.custom_details["Why"]).toEqual([...items.slice(0, 12), "and 3 more"]);
  });

  it("keeps the first of two with one title, whatever the title is", () => {
    const facts = ["__proto__", "Ref", "Ref"].map((title, index) => ({ title, value: `${index}` }));
    const { custom_details } = renderPage({ ...quiet, facts, sections: [] }).payload;

    expect(Object.entries(custom_details)).toEqual([
      ["__proto__", "0"],
      ["Ref", "1"],
    ]);
  });

  it("links what is https, and nothing else", () => {
    const links = [
      { title: "Script", url: "javascript:alert(1)" },
      { title: "Plain", url: "http://evil.zz/" },
      { title: "Portal", url: "https://portal.azure.com/#1" },
    ];

    expect(renderPage({ ...quiet, links })).toMatchObject({
      client_url: "https://portal.azure.com/#1",
      links: [{ href: "https://portal.azure.com/#1", text: "Portal" }],
    });
    expect(renderPage({ ...quiet, links: [] })).not.toHaveProperty("client_url");
  });

  it("has one line each, no live link and no hidden character, whatever the report says", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        for (const text of texts(renderPage(noticeOf(report)))) {
          expect(text).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
          expect(text).not.toMatch(/https?:\/\//i);
          expect(text.isWellFormed()).toBe(true);
        }
      }),
    );
  });

  it("is as long as an event may be at most, whatever the notice says", () => {
    const many = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 40 });
    const notice: fc.Arbitrary<Notice> = fc.record({
      ref: hostileText,
      title: hostileText,
      severity: fc.constantFrom("High", "Medium", "Low", "Informational"),
      summary: fc.oneof(
        hostileText,
        hostileText.map((text) => text.repeat(60)),
      ),
      facts: many(fc.record({ title: hostileText, value: hostileText })),
      sections: many(fc.record({ title: hostileText, items: many(hostileText) })),
      links: many(fc.record({ title: hostileText, url: hostileText })),
      buttons: fc.constant([]),
    });
    fc.assert(
      fc.property(notice, (one) => {
        const page = renderPage(one);

        expect(page.payload.summary.length).toBeGreaterThan(0);
        expect(page.payload.summary.length).toBeLessThanOrEqual(1_024);
        expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(400 * 1_024);
      }),
    );
  });
});

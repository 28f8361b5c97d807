import * as fc from "fast-check";
import { httpsUrl } from "../../../domain/https-url";
import { SEVERITIES } from "../../../domain/incident";
import type { Notice } from "../../../domain/notice";
import { renderMail } from "../../../domain/notice/html-mail";
import { hostileNotice } from "../../support/hostile-notice";
import { notices } from "./notices";
import { takeApart } from "./strict-html";

const notice: Notice = {
  ref: "respond-1",
  title: "Sign-in from a listed address",
  severity: "High",
  summary: "High: Sign-in from a listed address (incident 4711, malicious)",
  facts: [
    { title: "Verdict", value: "malicious" },
    { title: "Ref", value: "respond-1", isReference: true },
  ],
  sections: [{ title: "Done", items: ["Block 45.83.64.10: in the block list"] }],
  links: [
    { title: "Open incident", url: "https://portal.azure.com/#view/1?a=1&b=2" },
    { title: "Open ticket", url: "https://contoso.service-now.com/x" },
  ],
  buttons: [{ action: "acknowledge", title: "Acknowledge", value: "respond-1" }],
};

const items = (count: number, text = "x"): string[] => Array.from({ length: count }, () => text);
const bytes = (text: string): number => Buffer.byteLength(text, "utf8");

/** Every tag that a mail may have, but for the address in a link. */
const ourTags = new Set(
  SEVERITIES.flatMap((severity) => {
    const long = { ...notice, severity, sections: [{ title: "x", items: items(99) }] };
    return takeApart(renderMail(long).html).tags.map(withoutAddress);
  }),
);

function withoutAddress(tag: string): string {
  return tag.replace(/href="[^"]*"/, "href");
}

describe("renderMail()", () => {
  it("says severity, title, facts and sections in words, addresses defanged", () => {
    const { subject, html } = renderMail(notice);
    const { text, links } = takeApart(html);

    expect(subject).toBe(
      "[Sentinel] High: Sign-in from a listed address (incident 4711, malicious)",
    );
    expect(text.replaceAll(/\s+/g, " ")).toContain(
      "Severity: High Sign-in from a listed address Open incident Open ticket",
    );
    expect(text).toMatch(/Verdictmalicious\s+Refrespond-1\s+Done\s+•Block 45\.83\.64\[\.\]10:/);
    expect(links).toEqual(notice.links.map(({ url }) => url));
    expect(text).not.toContain("Acknowledge");
  });

  it.each(SEVERITIES)("shows %s by its word on a colour that white is readable on", (severity) => {
    const { html } = renderMail({ ...notice, severity });
    const [, colour = ""] = /background-color:#([0-9a-f]{6});/.exec(html) ?? [];

    expect(takeApart(html).text).toContain(`Severity: ${severity}`);
    expect(1.05 / (luminance(colour) + 0.05)).toBeGreaterThan(4.5);
  });

  it("has no colour of its own for text, so that light and dark are the reader's", () => {
    const { tags } = takeApart(renderMail(notice).html);

    expect(tags.filter((tag) => /color:#|bgcolor/.test(tag))).toEqual([
      expect.stringMatching(/bgcolor="#a4262c".*color:#ffffff;background-color:#a4262c;/),
    ]);
  });

  it("leaves out what it has no room for, from the largest lists, and counts it", () => {
    const text = "日本語".repeat(200);
    const sections = [
      { title: "Long", items: items(900, text) },
      { title: "Short", items: items(3) },
    ];
    const { html } = renderMail({
      ...notice,
      sections: [...sections, ...sections, ...sections, ...sections, ...sections],
    });
    const shown = html.split("日本語日本語").length > 1 ? html.match(/and (\d+) more/)?.[1] : "";

    expect(bytes(html)).toBeLessThanOrEqual(100_000);
    expect(Number(shown)).toBeGreaterThanOrEqual(850);
    expect(takeApart(html).text.match(/•x/g)).toHaveLength(15);
  });

  it("stays whole and below 100 KB with one huge item in each list", () => {
    const huge = '"'.repeat(50_000);
    const { subject, html } = renderMail({
      ref: huge,
      title: huge,
      severity: "High",
      summary: huge,
      facts: Array.from({ length: 60 }, () => ({ title: huge, value: huge })),
      sections: Array.from({ length: 60 }, () => ({ title: huge, items: items(60, huge) })),
      links: Array.from({ length: 60 }, () => ({
        title: huge,
        url: `https://x.zz/${"&".repeat(400)}`,
      })),
      buttons: [],
    });

    expect(bytes(html)).toBeLessThanOrEqual(100_000);
    expect(subject).toHaveLength(200);
    expect(() => takeApart(html)).not.toThrow();
  });

  it.each([
    ["a line break", "x\r\nBcc: evil@evil.zz"],
    ["a bare line feed", "x\nSubject: y"],
    ["a line separator", "x\u2028Bcc: z"],
    ["a null", "x\u0000y"],
    ["an escape", "x\u001B[31m"],
  ])("has a subject on one line whatever is in it: %s", (_title, summary) => {
    expect(renderMail({ ...notice, summary }).subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
  });

  it.each([
    "javascript:alert(1)",
    "http://contoso.example/",
    "https://user:word@evil.zz/",
    "data:text/html,x",
    "//evil.zz",
    " ",
  ])("makes no link of %j", (url) => {
    const { html } = renderMail({ ...notice, links: [{ title: "Open", url }] });

    expect(takeApart(html).links).toEqual([]);
    expect(html).not.toContain("<a ");
  });

  it("has no tag, attribute or link from its texts, and nothing that a client could link", () => {
    fc.assert(
      fc.property(hostileNotice, (hostile) => {
        const { subject, html } = renderMail(hostile);
        const { tags, links, text } = takeApart(html);
        const ours = new Set(hostile.links.map(({ url }) => httpsUrl(url)));

        expect(tags.map(withoutAddress).filter((tag) => !ourTags.has(tag))).toEqual([]);
        expect(links.filter((link) => !ours.has(link))).toEqual([]);
        expect(text).not.toMatch(/(?:https?|ftp|file):\/\/|www\.[a-z]/i);
        expect(`${subject}${text.replaceAll("\n", "")}`).not.toMatch(/[\p{Cc}\u202E\u200B]/u);
        expect(subject.length).toBeLessThanOrEqual(200);
        expect(subject.isWellFormed() && html.isWellFormed()).toBe(true);
        expect(bytes(html)).toBeLessThanOrEqual(100_000);
      }),
      { numRuns: 300 },
    );
  });

  it("is read by the strict reader only when it is whole", () => {
    const { html } = renderMail(notices["hostile"]!);

    expect(() => takeApart(html)).not.toThrow();
    expect(() => takeApart(html.replace("</table>", ""))).toThrow("closes");
    expect(() => takeApart(html.replace("&lt;", "<"))).toThrow("No HTML of ours");
    expect(() => takeApart(html.replace("Severity:", "<script>x</script>"))).not.toThrow();
    expect(ourTags.has("<script>")).toBe(false);
  });
});

/** Relative luminance by WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4]
    .map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

import * as fc from "fast-check";
import { adfOf, lastParagraphOf } from "../../../connectors/jira/adf";
import { blocksOf, titleOf } from "../../../connectors/jira/text";
import { lastLineOf, wikiOf } from "../../../connectors/jira/wiki";
import { isDocument } from "../../../simulators/jira/document";
import { hostileText } from "../../support/hostile";

const longText = fc
  .tuple(hostileText, fc.integer({ min: 1, max: 900 }))
  .map(([text, times]) => `${text}\n\n• ${text}\n`.repeat(times).slice(0, 60_000));
const anyText = fc.oneof(hostileText, longText);

const marker = "[ref 0a1b2c3d-0000-8000-8000-000000000001]";

interface Node {
  type: string;
  text?: string;
  marks?: unknown;
  attrs?: unknown;
  content?: Node[];
}

const plain = new Set(["doc", "paragraph", "bulletList", "listItem", "text", "hardBreak"]);

const nodesOf = (node: Node): Node[] => [node, ...(node.content ?? []).flatMap(nodesOf)];
const wordsOf = (text: string): string => text.replaceAll(/[\s•-]/g, "");

describe("a text as an Atlassian document", () => {
  it("is made of paragraphs, lists and text without marks, whatever it says", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const document = adfOf(text, marker);

        expect(isDocument(document)).toBe(true);
        const nodes = nodesOf(document);
        expect(nodes.filter(({ type }) => !plain.has(type))).toEqual([]);
        expect(nodes.filter(({ marks, attrs }) => marks ?? attrs)).toEqual([]);
        expect(JSON.stringify(document).length).toBeLessThanOrEqual(32_767);
        expect(lastParagraphOf(document)).toBe(marker);
      }),
    );
  });

  it("shows no character that nobody sees", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const texts = nodesOf(adfOf(text) as Node).map((node) => node.text ?? "");

        expect(texts.join("")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
      }),
    );
  });

  it("keeps every word of a text that fits", () => {
    const unit = fc.constantFrom(..."ab.[]{}*_|!:/\\<>&@#~^+= \n•-".split(""));

    fc.assert(
      fc.property(fc.string({ unit, maxLength: 400 }), (text) => {
        const shown = nodesOf(adfOf(text) as Node).map((node) => node.text ?? "");

        expect(wordsOf(shown.join(""))).toBe(wordsOf(text));
      }),
    );
  });

  it("is cut at a paragraph, and says so", () => {
    const paragraph = "word ".repeat(700).trim();

    const { content } = adfOf(Array.from({ length: 20 }, () => paragraph).join("\n\n"));

    const whole = { type: "paragraph", content: [{ type: "text", text: paragraph }] };
    const end = { type: "paragraph", content: [{ type: "text", text: "…" }] };
    expect(content.length).toBeGreaterThan(5);
    expect(content).toEqual([...content.slice(0, -1).map(() => whole), end]);
  });

  it("is cut inside where one list is too long by itself", () => {
    const list = Array.from({ length: 5_000 }, (_, index) => `- entity ${index}`).join("\n");

    const [first, end, ...more] = adfOf(list).content;

    expect(first?.content.length).toBeGreaterThan(100);
    expect(JSON.stringify(end)).toContain("…");
    expect(more).toEqual([]);
  });

  it("has nothing to say of an empty text", () => {
    expect(adfOf(" \n\n ")).toEqual({ type: "doc", version: 1, content: [] });
  });
});

describe("a marker", () => {
  it.each([
    null,
    "text",
    {},
    { content: "no list" },
    { content: [{ type: "paragraph" }] },
    { content: [null, 7] },
  ])("is not found in %j", (body) => {
    expect(lastParagraphOf(body)).toBe("");
  });

  it("is found at the end only, not where somebody quotes it", () => {
    const quoted = adfOf(`${marker}\n\nSeen.`);

    expect(lastParagraphOf(quoted)).toBe("Seen.");
    expect(lastLineOf(wikiOf(`${marker}\n\nSeen.`))).toBe("Seen.");
  });
});

/** Every character of mark-up that is not preceded by a backslash, but our own bullets and entities. */
const bareMarks = (line: string): string[] =>
  line
    .replace(/^\* /, "")
    .replaceAll("&#92;", "")
    .replaceAll(/\\[!-+\-/:-@[\]^-`{-~.]/g, "")
    .match(/[!-+\-/:-@[\\\]^-`{-~]/g) ?? [];

describe("a text in wiki mark-up", () => {
  it("lets no link, mention, macro, image or other mark-up form, whatever it says", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const wiki = wikiOf(text, marker);

        expect(wiki.split("\n").flatMap(bareMarks)).toEqual([]);
        expect(wiki).not.toMatch(/^\s*(?:\* )?(?:h[1-6]|bq)\./im);
        expect(wiki.length).toBeLessThanOrEqual(32_767);
        expect(wiki.endsWith("\\[ref 0a1b2c3d\\-0000\\-8000\\-8000\\-000000000001\\]")).toBe(true);
      }),
    );
  });

  it.each([
    ["[click|https://evil.example]", "\\[click\\|https\\:\\/\\/evil.example\\]"],
    [
      "[~admin] and !http://evil.example/p.png!",
      "\\[\\~admin\\] and \\!http\\:\\/\\/evil.example\\/p.png\\!",
    ],
    ["{code}x{code} {{y}}", "\\{code\\}x\\{code\\} \\{\\{y\\}\\}"],
    ["h1. Title", "h1\\. Title"],
    ["C:\\Users\\[x]", "C\\:&#92;Users&#92;\\[x\\]"],
    ["a\\\\b", "a&#92;&#92;b"],
    ["&#91;x&#93; :) (!)", "\\&\\#91\\;x\\&\\#93\\; \\:\\) \\(\\!\\)"],
    ["---- || *b* _i_ ^s^ ??c??", "\\-\\-\\-\\- \\|\\| \\*b\\* \\_i\\_ \\^s\\^ \\?\\?c\\?\\?"],
    ["• one\n• two", "* one\n* two"],
  ])("escapes %j", (text, wiki) => {
    expect(wikiOf(text)).toBe(wiki);
  });
});

describe("blocksOf()", () => {
  it("tells paragraphs and lists apart", () => {
    expect(blocksOf("Head:\n- a\n- b\ntail\n\nNext\nline\n\n• c")).toEqual([
      { kind: "paragraph", lines: ["Head:"] },
      { kind: "list", lines: ["a", "b"] },
      { kind: "paragraph", lines: ["tail"] },
      { kind: "paragraph", lines: ["Next", "line"] },
      { kind: "list", lines: ["c"] },
    ]);
  });
});

describe("titleOf()", () => {
  it("is one line that Jira takes, whatever it says", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const title = titleOf(text);

        expect(title).toMatch(/^\S/);
        expect(title).not.toMatch(/[\r\n]/);
        expect(title.length).toBeLessThanOrEqual(255);
      }),
    );
  });
});

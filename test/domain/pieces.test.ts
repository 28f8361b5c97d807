import * as fc from "fast-check";
import { boundedNotice } from "../../domain/notice/bounded";
import type { Notice } from "../../domain/notice";
import { MOST_BYTES, bytesOf, piecesOf } from "../../domain/pieces";

const texts = fc.string({ unit: "binary", maxLength: 30 });

describe("piecesOf()", () => {
  it("cuts no character in two, and joined the pieces are the text", () => {
    const longer = fc.tuple(texts, fc.integer({ min: 0, max: 3_000 }));
    fc.assert(
      fc.property(longer, ([text, times]) => {
        const whole = text.repeat(times);

        const pieces = piecesOf(whole);

        expect(pieces.join("")).toBe(whole);
        expect(pieces.every((piece) => bytesOf(piece) <= MOST_BYTES)).toBe(true);
        expect(pieces.every((piece) => piece.isWellFormed())).toBe(whole.isWellFormed());
      }),
      { numRuns: 30 },
    );
  });

  it("leaves a text that fits in one piece", () => {
    expect(piecesOf("")).toEqual([""]);
    expect(piecesOf("x".repeat(MOST_BYTES - 2))).toHaveLength(1);
    expect(piecesOf("x".repeat(MOST_BYTES - 1))).toHaveLength(2);
  });
});

describe("boundedNotice()", () => {
  const notice: Notice = {
    ref: "respond-1",
    title: "A title",
    severity: "High",
    summary: "High: a title",
    facts: [],
    sections: [{ title: "Done", items: ["one", "two"] }],
    links: [],
    buttons: [],
  };

  it("leaves a notice that fits as it is", () => {
    expect(boundedNotice(notice)).toEqual(notice);
  });

  it("makes any lists fit, and counts what it leaves out", () => {
    const item = fc.tuple(texts, fc.integer({ min: 1, max: 60 }));
    const items = fc.array(item.map(([text, times]) => text.repeat(times)));
    const sections = fc.array(fc.tuple(items, fc.integer({ min: 1, max: 100 })), { maxLength: 8 });
    fc.assert(
      fc.property(sections, (lists) => {
        const long = lists.map(([some, times], index) => ({
          title: `List ${index}`,
          items: Array.from({ length: times }, () => some).flat(),
        }));

        const short = boundedNotice({ ...notice, title: "é".repeat(9_000), sections: long });

        expect(bytesOf(short)).toBeLessThanOrEqual(MOST_BYTES);
        expect(short.sections.map(({ items: kept, more = 0 }) => kept.length + more)).toEqual(
          long.map(({ items: all }) => all.length),
        );
      }),
      { numRuns: 60 },
    );
  });
});

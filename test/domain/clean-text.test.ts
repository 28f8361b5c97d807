import * as fc from "fast-check";
import { cleanLine, cleanText, cut } from "../../domain/clean-text";
import { hostileText } from "../support/hostile";

describe("cleanLine()", () => {
  it.each([
    ["a\u0000b\u001B[31mc", "a b [31mc"],
    ["in\u202Evoice\u202C.exe", "invoice.exe"],
    ["zero\u200Bwidth\uFEFF", "zerowidth"],
    ["two\r\nlines\u2028three", "two lines three"],
    ["  many   spaces\t", "many spaces"],
    ["soft\u00ADhyphen", "softhyphen"],
    ["tag\u{E0041}s", "tags"],
    ["half \uD800", "half \uFFFD"],
    ["naïve 日本 👍", "naïve 日本 👍"],
  ])("shows %j as %j", (text, clean) => {
    expect(cleanLine(text, 100)).toBe(clean);
  });

  it("keeps to its length, well-formed, on one line, whatever comes", () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 2, max: 60 }), (text, maxLength) => {
        const line = cleanLine(text, maxLength);
        expect(line.length).toBeLessThanOrEqual(maxLength);
        expect(line.isWellFormed()).toBe(true);
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
      }),
    );
  });

  it("reads no more of a huge text than it shows", () => {
    expect(cleanLine("\u200B".repeat(3_000_000) + "x", 10)).toBe("");
  });
});

describe("cleanText()", () => {
  it("keeps lines, but not more than one empty one between them", () => {
    expect(cleanText("a\r\n\r\n\r\n\r\nb\u0007\nc", 100)).toBe("a\n\nb\nc");
  });

  it("keeps to its length", () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 2, max: 60 }), (text, maxLength) => {
        expect(cleanText(text, maxLength).length).toBeLessThanOrEqual(maxLength);
      }),
    );
  });
});

describe("cut()", () => {
  it("marks what it cut, and halves no character", () => {
    expect(cut("abcdef", 4)).toBe("abc…");
    expect(cut("ab👍ef", 4)).toBe("ab…");
    expect(cut("abcd", 4)).toBe("abcd");
  });
});

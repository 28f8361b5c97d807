import * as fc from "fast-check";
import { tableKey } from "../../ledger/table-key";

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 600 }),
  fc
    .array(fc.constantFrom("\ud800", "\0", "/", "\\", "#", "?", "%", "_", "~", "a"), {
      maxLength: 600,
    })
    .map((parts) => parts.join("")),
);

describe("tableKey()", () => {
  it.each([
    ["run-1:block.203", "run-1:block.203"],
    ["run-1/block 2001:db8::7", "run-1_002fblock_00202001:db8::7"],
    ["a_b", "a_005fb"],
    ["ä\ud800", "_00e4_d800"],
    ["", ""],
  ])("writes %j as %j", (text, key) => {
    expect(tableKey(text)).toBe(key);
  });

  it("is a key that Table Storage takes, whatever the text", () => {
    fc.assert(fc.property(anyText, (text) => expect(tableKey(text)).toMatch(/^[\w.:~-]{0,400}$/)));
  });

  it("differs for different texts", () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => expect(tableKey(a) === tableKey(b)).toBe(a === b)),
    );
  });

  it("differs for long texts that differ at their ends", () => {
    const long = "https://example.org/".repeat(50);

    expect(tableKey(`${long}a`)).toHaveLength(400);
    expect(tableKey(`${long}a`)).not.toBe(tableKey(`${long}b`));
  });
});

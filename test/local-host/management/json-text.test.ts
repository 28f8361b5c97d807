import * as fc from "fast-check";
import { isJson, jsonOrText, parseJson } from "../../../local-host/management/json-text";

const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

describe("parseJson()", () => {
  it("reads what JSON.parse() reads", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 9 }), fc.string(), (text, padding) => {
        const long = `${text}${" ".repeat(2001)}`;
        expect(parseJson(long)).toEqual(JSON.parse(text));
        expect(isJson(JSON.stringify(padding.repeat(999)))).toBe(true);
      }),
    );
  });

  it.each(["", "{", "x", "undefined", "\ufeff{}", "'a'"])("finds nothing in %j", (text) => {
    expect(parseJson(text)).toBeUndefined();
  });

  it("refuses what is nested too deeply to be written again", () => {
    expect(isJson(nested(1000))).toBe(true);
    expect(isJson(nested(1001))).toBe(false);
    expect(isJson(`{"a":${nested(1000)}}`)).toBe(false);
    expect(isJson(nested(100_000))).toBe(false);
  });

  it("does not count brackets in strings", () => {
    expect(isJson(JSON.stringify(`\\"${"[".repeat(3000)}`))).toBe(true);
    expect(isJson(`[${nested(1).repeat(1).padEnd(3000, " ")}${",[]".repeat(2000)}]`)).toBe(true);
  });
});

describe("jsonOrText()", () => {
  it.each([
    [null, null],
    [undefined, null],
    ["", ""],
    [" ", ""],
    ["null", null],
    ["{", "{"],
    ['{"a":1}', { a: 1 }],
  ])("shows %j as %j", (text, value) => {
    expect(jsonOrText(text)).toEqual(value);
  });

  it("shows as text what is nested too deeply", () => {
    expect(jsonOrText(nested(5000))).toBe(nested(5000));
  });
});

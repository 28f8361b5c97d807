import * as fc from "fast-check";
import { parseJsonWithComments } from "../../../local-host/json-with-comments";

describe("parseJsonWithComments()", () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    ['\uFEFF{"a":1}', { a: 1 }],
    ['// first\n{"a":1} // last', { a: 1 }],
    ['{/* "a":1, */"b":2}', { b: 2 }],
    ['{"a":1,}', { a: 1 }],
    ['{"a":[1,2, // two\n],\n}', { a: [1, 2] }],
    ['{"a":"http://x/*y*/,}"}', { a: "http://x/*y*/,}" }],
    ['{"a":"\\"// no comment"}', { a: '"// no comment' }],
  ])("reads %s", (text, value) => {
    expect(parseJsonWithComments(text)).toEqual(value);
  });

  it.each(["", "{", '{"a":1 /* open }', '{,"a":1}', '{"a":1,,}'])("refuses %j", (text) => {
    expect(() => parseJsonWithComments(text)).toThrow(SyntaxError);
  });

  it.each([
    ['{"a": x}', "A value expected (line 1, column 7)"],
    ['{\n  "a": 1\n  "b": 2\n}', '"," or "}" expected (line 3, column 3)'],
    ["/* 1\n2 */ { a: 1 }", 'A name in double quotes or "}" expected (line 2, column 8)'],
    ['{"a" 1}', '":" expected (line 1, column 6)'],
    ["[1, 2", '"," or "]" expected, found the end of the file (line 1, column 6)'],
    ["{} {}", "The end of the file expected (line 1, column 4)"],
    ['{"key": "a secret\n"}', "A value expected (line 1, column 9)"],
    ['["\t"]', "A value expected (line 1, column 2)"],
    ['["\\x"]', "A value expected (line 1, column 2)"],
    ["[01]", '"," or "]" expected (line 1, column 3)'],
  ])("says where %j is wrong, and repeats nothing of it", (text, sentence) => {
    expect(() => parseJsonWithComments(text)).toThrow(new SyntaxError(sentence));
  });

  it("reads all JSON as JSON.parse does", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value, null, 2);

        expect(parseJsonWithComments(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});

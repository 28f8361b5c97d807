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

  it("reads all JSON as JSON.parse does", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value, null, 2);

        expect(parseJsonWithComments(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});

import * as fc from "fast-check";
import { eventsNaming } from "../../../connectors/splunk/searches";
import { isWritable, literal } from "../../../connectors/splunk/spl";
import { hostileText } from "../../support/hostile";

/** Reads one phrase as the language defines it, and gives its value and what follows. */
function readPhrase(text: string): { value: string; rest: string } {
  if (text[0] !== '"') throw new Error("No phrase begins here");
  let value = "";
  for (let at = 1; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === '"') return { value, rest: text.slice(at + 1) };
    // Whatever these stand for, they do not stand for themselves.
    if ("*`\n\r\0".includes(sign)) throw new Error("More than a phrase");
    value += sign === "\\" ? text.charAt(++at) : sign;
  }
  throw new Error("The phrase does not end");
}

const hostile = fc.oneof(
  hostileText,
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom(
      ..."\"'\\|[]()=*`,\n\t$a1 ".split(""),
      " OR ",
      "| delete",
      '" OR index="x',
    ),
  }),
);
const writable = hostile.map((value) => `a${value}`).filter((value) => isWritable(value));

describe("literal()", () => {
  it("is read as exactly the value", () => {
    fc.assert(
      fc.property(writable, (value) => {
        expect(readPhrase(literal(value))).toEqual({ value, rest: "" });
      }),
    );
  });

  it("is none of what no phrase can hold", () => {
    const unwritable = hostile.filter((value) => !isWritable(value));
    fc.assert(
      fc.property(unwritable, (value) => {
        expect(() => literal(value)).toThrow(RangeError);
      }),
    );
  });

  it.each([
    "*",
    "alex*",
    "`a`",
    "a\nb",
    "a\u0000b",
    "",
    '"',
    "\\",
    "- -",
    "a".repeat(513),
    "a\uD800",
  ])("has no phrase for %j", (value) => {
    expect(isWritable(value)).toBe(false);
  });

  it.each([
    ["alex@contoso.example", '"alex@contoso.example"'],
    ["CONTOSO\\alex", String.raw`"CONTOSO\\alex"`],
    ['a" OR index="x', String.raw`"a\" OR index=\"x"`],
    ["a] | delete", '"a] | delete"'],
    ["PC7$", '"PC7$"'],
  ])("writes %j", (value, phrase) => {
    expect(literal(value)).toBe(phrase);
  });
});

describe("eventsNaming()", () => {
  it("holds nothing of a name outside of its phrase", () => {
    fc.assert(
      fc.property(fc.array(writable, { minLength: 1, maxLength: 3 }), (names) => {
        const search = eventsNaming(names, ["main"]);

        let rest = search.slice('search (index="main") ('.length);
        for (const [index, name] of names.entries()) {
          const read = readPhrase(index === 0 ? rest : rest.slice(" OR ".length));
          expect(read.value).toBe(name);
          rest = read.rest;
        }
        expect(rest).toBe(eventsNaming(["a"], ["main"]).slice('search (index="main") ("a"'.length));
      }),
    );
  });
});

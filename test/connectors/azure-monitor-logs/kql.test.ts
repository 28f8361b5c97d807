import * as fc from "fast-check";
import { kql, literal } from "../../../connectors/azure-monitor-logs/kql";
import { signIns } from "../../../connectors/azure-monitor-logs/context/sign-ins";

/**
 * Reads one KQL string literal as the language defines it, and gives its value and what follows:
 * https://learn.microsoft.com/kusto/query/scalar-data-types/string
 */
function readLiteral(text: string): { value: string; rest: string } {
  const simple: Record<string, string> = {
    '"': '"',
    "'": "'",
    "\\": "\\",
    b: "\b",
    f: "\f",
    n: "\n",
    r: "\r",
    t: "\t",
  };
  if (text[0] !== '"') throw new Error("No literal begins here");
  let value = "";
  for (let at = 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') return { value, rest: text.slice(at + 1) };
    if (character === "\n" || character === "\r") throw new Error("A line ends in the literal");
    if (character !== "\\") {
      value += character;
      continue;
    }
    const escape = text.charAt(++at);
    if (escape === "u") {
      value += String.fromCharCode(Number.parseInt(text.slice(at + 1, at + 5), 16));
      at += 4;
    } else {
      const meant = simple[escape];
      if (meant === undefined) throw new Error(`KQL has no escape \\${escape}`);
      value += meant;
    }
  }
  throw new Error("The literal does not end");
}

const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom('"', "'", "\\", "\n", "\r", "|", "/", "`", "$", "{", "u0022"),
  }),
);

describe("literal()", () => {
  it("is read as exactly the value, whatever it holds", () => {
    fc.assert(
      fc.property(hostile, (value) => {
        expect(readLiteral(literal(value))).toEqual({ value, rest: "" });
      }),
    );
  });

  it("writes lists as dynamic, of which each value is read back", () => {
    fc.assert(
      fc.property(fc.array(hostile), (values) => {
        const inner = literal(values).slice("dynamic([".length, -"])".length);
        const read: string[] = [];
        for (let rest = inner; rest !== "";) {
          const next = readLiteral(rest);
          read.push(next.value);
          rest = next.rest.replace(/^,/, "");
        }

        expect(read).toEqual(values);
      }),
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1.5, 2 ** 53])(
    "refuses the number %p",
    (number) => {
      expect(() => literal(number)).toThrow(RangeError);
    },
  );
});

describe("kql", () => {
  it("puts literals between the parts of its template", () => {
    expect(kql`T | where a == ${'x" or true //'} and b < ${3} and c in (${["y"]})`).toBe(
      'T | where a == "x\\" or true //" and b < 3 and c in (dynamic(["y"]))',
    );
  });

  it("keeps the backslashes of its template", () => {
    expect(kql`T | where a matches regex @"\d+"`).toBe('T | where a matches regex @"\\d+"');
  });
});

describe("the queries", () => {
  it("keep hostile names on the line of their literal", () => {
    fc.assert(
      fc.property(fc.array(hostile), (names) => {
        const lines = signIns.query(names, 14, []).split("\n");

        expect(lines[1]).toBe(`let names = ${literal(names)};`);
        expect(lines.slice(2)).toEqual(signIns.query([], 14, []).split("\n").slice(2));
      }),
    );
  });

  it("look back as far as they are told, and no further than they can show", () => {
    const query = signIns.query(["a@b.example"], 7, []);

    expect(query).toContain("| where TimeGenerated > ago(7 * 1d)");
    expect(query).toContain("| top 501 by SignIns desc");
  });
});

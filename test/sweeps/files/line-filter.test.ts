import * as fc from "fast-check";
import { lineFilter } from "../../../sweeps/files/line-filter";
import type { Alike, Shape } from "../../../sweeps/format";

const shapeOf = (...ranges: [low: number, high: number][]): Shape => {
  const low = new Uint8Array(48).fill(1, 0, 1);
  const high = new Uint8Array(48).fill(0xff);
  for (const [place, range] of ranges.entries()) [low[place], high[place]] = range;
  return { low, high };
};
const A = 0x61;
/** "a" and a digit, or "b" or "c". */
const alike: Alike = [
  shapeOf([A, A], [0x30, 0x39]),
  shapeOf([A + 1, A + 2], [0x20, 0xff], [0x20, 0xff]),
];
const isAlike = (line: string): boolean => /^(?:a\d|[bc][\x20-\xff]{2})/.test(line);

const letters = (most: number, ...all: string[]) =>
  fc.array(fc.constantFrom(...all), { maxLength: most }).map((some) => some.join(""));
const literal = letters(20, "x", "Y", "z", " ", "(", "7").filter((text) => text !== "");

/** Where lines begin that are not passed over. */
function handedOver(
  lines: readonly string[],
  literals: string[],
  beyondAscii: boolean,
  most: number,
) {
  const buffer = Buffer.from(`before\n${lines.map((text) => `${text}\n`).join("")}rest`, "latin1");
  const search = lineFilter({ literals, beyondAscii })!.over(buffer, most);
  search.begin();
  search.turnTo(alike);
  const found: number[] = [];
  for (let at = search.next(7, buffer.length); ; at = search.next(at, buffer.length)) {
    const end = buffer.indexOf("\n", at);
    if (end < 0) break;
    found.push(at);
    at = end + 1;
  }
  return { found, passed: search.passed() };
}

describe("lineFilter() passes over", () => {
  const line = fc.tuple(
    fc.constantFrom("a1", "a", "b--", "c\xff!", "d", "\0", ""),
    letters(60, "x", "y", "Z", " ", "(", "7", "\x08", "\xe9", "-", "."),
  );

  it("the lines that are alike, not too long and without a literal, and no others", () => {
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 60 }),
        fc.array(literal, { minLength: 1, maxLength: 40 }),
        fc.boolean(),
        fc.integer({ min: 5, max: 70 }),
        (all, literals, beyondAscii, most) => {
          const lines = all.map((parts) => parts.join(""));
          const { found, passed } = handedOver(lines, literals, beyondAscii, most);
          const wanted: number[] = [];
          let at = 7;
          for (const text of lines) {
            const lower = text.toLowerCase().replaceAll("\x08", "(");
            const isWanted =
              !isAlike(text) ||
              text.length > most ||
              (beyondAscii && /[\x80-\xff]/.test(text)) ||
              literals.some((one) => lower.includes(one.toLowerCase()));
            if (isWanted) wanted.push(at);
            at += text.length + 1;
          }
          expect(found).toEqual(wanted);
          expect(passed).toBe(lines.length - wanted.length);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("none of those that it cannot hold at once, and those around them", () => {
    const lines = [
      "a1",
      `a2${"-".repeat(70_000)}`,
      "b--",
      "a3 needle",
      ...Array<string>(50_000).fill("a4"),
    ];
    const { found, passed } = handedOver(lines, ["needle"], false, 1_000_000);
    expect(found).toEqual([10, 70_017]);
    expect(passed).toBe(lines.length - 2);
  });
});

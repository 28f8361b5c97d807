import * as fc from "fast-check";
import { fit } from "../../../domain/report/fit";

const size = (item: string): number => item.length;

describe("fit()", () => {
  it("leaves lists alone that fit", () => {
    expect(fit([["a"], ["b", "c"]], size, 3)).toEqual([
      { shown: ["a"], more: 0 },
      { shown: ["b", "c"], more: 0 },
    ]);
  });

  it("shortens the largest list from its end", () => {
    expect(fit([["aa"], ["bbb", "ccc", "dd"]], size, 8)).toEqual([
      { shown: ["aa"], more: 0 },
      { shown: ["bbb", "ccc"], more: 1 },
    ]);
  });

  it("leaves one item of each list, even when that is too much", () => {
    expect(fit([["aaaa", "b"], ["cccc"]], size, 2)).toEqual([
      { shown: ["aaaa"], more: 1 },
      { shown: ["cccc"], more: 0 },
    ]);
  });

  it("is within the limit whenever one item of each list is, and loses count of nothing", () => {
    const lists = fc.array(
      fc.array(fc.string({ minLength: 1, maxLength: 20 }), { maxLength: 20 }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(lists, fc.integer({ min: 100, max: 300 }), (given, limit) => {
        const fitted = fit(given, size, limit);
        const total = fitted.flatMap(({ shown }) => shown).join("").length;
        expect(total).toBeLessThanOrEqual(limit);
        fitted.forEach(({ shown, more }, index) => {
          expect(shown.length + more).toBe(given[index]!.length);
          expect(given[index]!.slice(0, shown.length)).toEqual(shown);
        });
      }),
    );
  });
});

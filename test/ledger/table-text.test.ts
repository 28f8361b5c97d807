import * as fc from "fast-check";
import { fromColumns, toColumns } from "../../ledger/table-text";

describe("toColumns() and fromColumns()", () => {
  it("give back the value of every JSON text", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: "binary" }), (value, text) => {
        const json = JSON.stringify({ value, text });

        const back = fromColumns("result", toColumns("result", json));

        expect(JSON.parse(back ?? "null")).toEqual(JSON.parse(json));
      }),
    );
  });

  it("keep each property below what the service allows, in ASCII", () => {
    const columns = toColumns("result", JSON.stringify("ä😀 b".repeat(10_000)));

    expect(Object.keys(columns)).toEqual(
      Array.from({ length: Object.keys(columns).length }, (_, index) => `result${index}`),
    );
    for (const piece of Object.values(columns)) {
      expect(piece.length).toBeLessThanOrEqual(32_768);
      expect(/^[ -~]*$/.test(piece)).toBe(true);
    }
  });

  it("know a text that was never written from an empty one", () => {
    expect(fromColumns("result", { intent0: "{}" })).toBeUndefined();
    expect(fromColumns("intent", { intent0: "{}" })).toBe("{}");
  });
});

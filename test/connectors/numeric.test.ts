import { count, numeric } from "../../connectors/numeric";

describe("numeric", () => {
  it.each([
    [7.5, 7.5],
    ["7.5", 7.5],
    ["0", 0],
    ["1024", 1_024],
  ])("reads %j as %d", (value, number) => {
    expect(numeric.parse(value)).toBe(number);
  });

  it.each([null, undefined, "", " ", "1e3", "0x10", "-1", "many", true, [], {}, Number.NaN])(
    "takes %j for no number",
    (value) => {
      expect(numeric.safeParse(value).success).toBe(false);
    },
  );
});

describe("count", () => {
  it.each([0, 3, "61"])("takes %j", (value) => {
    expect(count.parse(value)).toBe(Number(value));
  });

  it.each([null, "", -1, 1.5, "1.5", Infinity])("does not take %j", (value) => {
    expect(count.safeParse(value).success).toBe(false);
  });
});

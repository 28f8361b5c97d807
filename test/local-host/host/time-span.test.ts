import { parseTimeSpan } from "../../../local-host/time-span";

describe("parseTimeSpan()", () => {
  it.each([
    ["00:00:01", 1000],
    ["00:05:00", 300_000],
    ["23:59:59", 86_399_000],
    ["1.00:00:00", 86_400_000],
    ["10.12:30:00", 909_000_000],
    ["0:0:1", 1000],
    ["00:00:00.25", 250],
    [" 00:05:00 ", 300_000],
  ])("reads %j as %i ms", (text, milliseconds) => {
    expect(parseTimeSpan(text)).toBe(milliseconds);
  });

  it.each(["24:00:00", "00:60:00", "00:00:60", "5", "00:05", "1.00:00", "-00:05:00", "", "x"])(
    "does not read %j",
    (text) => {
      expect(parseTimeSpan(text)).toBeUndefined();
    },
  );
});

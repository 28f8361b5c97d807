import { timeSpan } from "../../../../local-host/protocol/v3/time-span";

const hour = 3_600_000;

describe("timeSpan()", () => {
  it.each([
    [0, "00:00:00"],
    [1500, "00:00:01.5000000"],
    [59_999, "00:00:59.9990000"],
    [hour + 61_000, "01:01:01"],
    [3 * 24 * hour, "3.00:00:00"],
    [6 * 24 * hour + 23 * hour, "6.23:00:00"],
  ])("writes %i milliseconds as %s", (milliseconds, expected) => {
    expect(timeSpan(milliseconds)).toBe(expected);
  });
});

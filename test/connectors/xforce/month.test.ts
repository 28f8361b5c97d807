import { lookUpsLeft, secondsToNextMonth } from "../../../connectors/xforce/month";

const now = Date.UTC(2026, 10, 30, 23, 59, 30);

describe("secondsToNextMonth()", () => {
  it.each([
    [now, 30],
    [Date.UTC(2026, 11, 31), 86_400],
    [Date.UTC(2026, 10, 1), 30 * 86_400],
    [Date.UTC(2028, 1, 28, 12), 1.5 * 86_400],
  ])("from %d is %d", (at, seconds) => {
    expect(secondsToNextMonth(at)).toBe(seconds);
  });
});

describe("lookUpsLeft()", () => {
  const plan = (subscriptionType: string, entitlement: number | null, ...used: number[]) => ({
    subscriptionType,
    usageData: {
      entitlement,
      usage: used.map((usage, index) => ({ cycle: `2026-${11 - index}`, usage })),
    },
  });

  it.each([
    ["what this month has used", [plan("api", 5_000, 120, 4_999)], { left: 4_880, of: 5_000 }],
    ["nothing below 0", [plan("api", 5_000, 5_003)], { left: 0, of: 5_000 }],
    ["a month without use", [plan("api", 5_000)], { left: 5_000, of: 5_000 }],
    ["all plans for the API", [plan("api", 5, 1), plan("api", 10, 2)], { left: 12, of: 15 }],
    ["no other products", [plan("taxii", 5, 1)], undefined],
    ["no plan without a number", [plan("api", null, 1)], undefined],
    ["no plan without data", [{ subscriptionType: "api" }], undefined],
  ])("counts %s", (_title, usage, expected) => {
    expect(lookUpsLeft(usage, now)).toEqual(expected);
  });
});

import { reportOnlyBecause } from "../../domain/sweep-policy";

const at = "2026-11-24T03:00:00.000Z";
const fresh = {
  respond: "respond" as const,
  last: "2026-11-24T02:00:00.000Z",
  isBackfill: false,
  isOwn: false,
  at,
};

describe("reportOnlyBecause()", () => {
  it("leaves a fresh finding of a source that responds to the rest of the policy", () => {
    expect(reportOnlyBecause({}, fresh)).toBeUndefined();
  });

  it.each([
    [
      "of a source that only reports",
      { respond: "report-only" as const },
      /only reports \(respond in sweeps\.json\)/,
    ],
    ["of a backfill", { isBackfill: true }, /sweep of the past/],
    ["that nobody can date", { last: null }, /does not say when/],
    ["of yesterday", { last: "2026-11-23T02:59:00.000Z" }, /newer than 24 hours/],
    ["about the log itself", { isOwn: true }, /no attacker/],
  ])("contains nothing because of one %s", (_name, facts, reason) => {
    expect(reportOnlyBecause({}, { ...fresh, ...facts })).toMatch(reason);
  });

  it("goes by the policy's own age", () => {
    const sweeps = { sentinel: "skip" as const, newerThanHours: 48, blocksPerSweep: 1 };

    expect(reportOnlyBecause({ sweeps }, { ...fresh, last: "2026-11-22T04:00:00.000Z" })).toBe(
      undefined,
    );
  });
});

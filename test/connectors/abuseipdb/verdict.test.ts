import * as fc from "fast-check";
import { judge } from "../../../connectors/abuseipdb/verdict";

const policy = { maliciousFrom: 75, suspiciousFrom: 25, fromReporters: 3, maxAgeDays: 90 };
const reports = (score: number, total: number, people: number, isWhitelisted?: boolean | null) => ({
  abuseConfidenceScore: score,
  totalReports: total,
  numDistinctUsers: people,
  isWhitelisted,
});

describe("judge()", () => {
  it.each([
    [0, 0, 0, "unknown", null, 0],
    [0, 12, 4, "unknown", 0, 0.3],
    [24, 12, 4, "unknown", 24, 0.3],
    [25, 12, 4, "suspicious", 25, 0.5],
    [74, 12, 4, "suspicious", 74, 0.5],
    [75, 12, 3, "malicious", 75, 0.8],
    [100, 12, 2, "suspicious", 100, 0.5],
  ])(
    "takes %d of 100, from %d reports by %d people, for %s",
    (score, total, people, verdict, points, confidence) => {
      expect(judge(reports(score, total, people), policy)).toMatchObject({
        verdict,
        score: points,
        confidence,
      });
    },
  );

  it.each([
    [true, "suspicious"],
    [false, "malicious"],
    [null, "malicious"],
    [undefined, "malicious"],
  ])("takes what everybody reports, with isWhitelisted %s, for %s", (isWhitelisted, verdict) => {
    expect(judge(reports(100, 90, 60, isWhitelisted), policy).verdict).toBe(verdict);
  });

  it("says that it is on the list of the harmless", () => {
    expect(judge(reports(80, 1, 1, true), policy).evidence).toBe(
      "abuse confidence 80 of 100, 1 report by 1 person in 90 days; on AbuseIPDB's list of the harmless",
    );
    expect(judge(reports(0, 0, 0, true), policy).evidence).toBe(
      "nobody reported it in 90 days; on AbuseIPDB's list of the harmless",
    );
  });

  it("does not know how many people there were when AbuseIPDB does not say", () => {
    const { verdict, evidence } = judge({ abuseConfidenceScore: 100, totalReports: 9 }, policy);

    expect([verdict, evidence]).toEqual([
      "suspicious",
      "abuse confidence 100 of 100, 9 reports in 90 days",
    ]);
  });

  it("says no time that is none", () => {
    const said = { ...reports(80, 9, 4), lastReportedAt: "yesterday" };

    expect(judge(said, policy)).not.toHaveProperty("analysedAt");
  });

  it("never clears, and condemns nothing that is listed as harmless or reported by too few", () => {
    const some = fc.nat({ max: 100 });
    const listed = fc.constantFrom(true, false, null, undefined);
    fc.assert(
      fc.property(some, some, some, listed, (score, total, people, isWhitelisted) => {
        const { verdict } = judge(reports(score, total, people, isWhitelisted), policy);

        expect(verdict).not.toBe("benign");
        expect(verdict === "malicious" && (isWhitelisted === true || people < 3)).toBe(false);
      }),
    );
  });
});

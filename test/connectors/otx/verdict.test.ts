import * as fc from "fast-check";
import type { General } from "../../../connectors/otx/schema";
import { judge } from "../../../connectors/otx/verdict";

const thresholds = { maliciousFrom: 5, suspiciousFrom: 1 };

const general = (
  count: number,
  { validation = 0, falsePositives = 0, modified = [] as (string | null)[] } = {},
): General => ({
  pulse_info: { count, pulses: modified.map((time) => ({ modified: time })) },
  validation: Array.from({ length: validation }, () => ({ source: "alexa" })),
  false_positive: Array.from({ length: falsePositives }, () => ({ assessment: "accepted" })),
});

describe("judge()", () => {
  it.each([
    [0, "unknown", null, 0, "no pulse names it"],
    [1, "suspicious", 20, 0.3, "1 pulse names it"],
    [2, "suspicious", 40, 0.3, "2 pulses name it"],
    [3, "suspicious", 60, 0.5, "3 pulses name it"],
    [4, "suspicious", 80, 0.5, "4 pulses name it"],
    [5, "malicious", 100, 0.5, "5 pulses name it"],
    [50, "malicious", 100, 0.5, "50 pulses or more name it"],
  ])("takes %d pulses for %s", (count, verdict, score, confidence, evidence) => {
    expect(judge(general(count), thresholds)).toEqual({ verdict, score, confidence, evidence });
  });

  it("takes what lists of harmless things know for unknown, however many pulses name it", () => {
    expect(judge(general(50, { validation: 3 }), thresholds)).toEqual({
      verdict: "unknown",
      score: null,
      confidence: 0,
      evidence: "50 pulses or more name it, and so do lists of what is harmless",
    });
  });

  it("takes a false positive for unknown", () => {
    expect(judge(general(7, { validation: 1, falsePositives: 1 }), thresholds)).toEqual({
      verdict: "unknown",
      score: null,
      confidence: 0,
      evidence: "7 pulses name it, as a false positive",
    });
  });

  it("follows the policy", () => {
    const patient = { maliciousFrom: 30, suspiciousFrom: 10 };

    expect(judge(general(30), patient).verdict).toBe("malicious");
    expect(judge(general(29), patient)).toMatchObject({ verdict: "suspicious", score: 97 });
    expect(judge(general(9), patient)).toMatchObject({ verdict: "unknown", score: 30 });
  });

  it("calls nothing malicious with a score below 100, or more than half certain", () => {
    const some = fc.nat({ max: 60 });
    const thousand = fc.integer({ min: 1, max: 1_000 });
    fc.assert(
      fc.property(some, some, thousand, thousand, (count, validation, one, other) => {
        const policy = {
          maliciousFrom: Math.max(one, other),
          suspiciousFrom: Math.min(one, other),
        };
        const judged = judge(general(count, { validation }), policy);

        expect(judged.score === 100).toBe(judged.verdict === "malicious");
        expect(judged.verdict).not.toBe("benign");
        expect(judged.confidence).toBeLessThanOrEqual(0.5);
        expect(validation === 0 || judged.verdict === "unknown").toBe(true);
      }),
    );
  });

  it.each([
    ["UTC without a zone", ["2026-10-01T10:00:00.000000", "2026-10-02T10:00:00.123456"]],
    ["a zone", ["2026-10-02T10:00:00.123Z"]],
    ["nonsense among them", ["soon", null, "2026-10-02T10:00:00.123"]],
  ])("says when the last pulse was changed: %s", (_title, modified) => {
    expect(judge(general(2, { modified }), thresholds).analysedAt).toBe("2026-10-02T10:00:00.123Z");
  });

  it("says no time when no pulse has one", () => {
    expect(judge(general(2, { modified: ["soon"] }), thresholds)).not.toHaveProperty("analysedAt");
  });
});

import * as fc from "fast-check";
import { judgeMalware, judgeRating } from "../../../connectors/xforce/verdict";

const thresholds = { maliciousFrom: 7, suspiciousFrom: 4 };
const bots = { Bots: 14 };

describe("judgeRating()", () => {
  it.each([
    ["address", 7, bots, "malicious", 70, 0.8, "risk score 7 of 10, as Bots"],
    ["address", 10, {}, "malicious", 100, 0.8, "risk score 10 of 10, in no category"],
    ["address", 6.9, bots, "suspicious", 69, 0.6, "risk score 6.9 of 10, as Bots"],
    ["address", 4, bots, "suspicious", 40, 0.6, "risk score 4 of 10, as Bots"],
    ["address", 3.9, bots, "unknown", 39, 0.3, "risk score 3.9 of 10, as Bots"],
    ["address", 1, {}, "unknown", null, 0, "risk score 1 of 10, in no category"],
    ["domain", 1, { Games: true }, "benign", 10, 0.5, "risk score 1 of 10, as Games"],
    ["url", 3.9, { Games: true }, "benign", 39, 0.5, "risk score 3.9 of 10, as Games"],
    ["url", 1, { Games: false }, "unknown", null, 0, "risk score 1 of 10, in no category"],
    ["url", 1, null, "unknown", null, 0, "risk score 1 of 10, in no category"],
    ["url", null, { Games: true }, "unknown", null, 0, "X-Force has not rated it"],
  ] as const)(
    "takes a(n) %s with the score %j and %j for %s",
    (kind, score, cats, verdict, outOf100, confidence, evidence) => {
      expect(judgeRating(kind, { score, cats }, thresholds)).toEqual({
        verdict,
        score: outOf100,
        confidence,
        evidence,
      });
    },
  );

  it("follows the policy", () => {
    const strict = { maliciousFrom: 2, suspiciousFrom: 1 };

    expect(judgeRating("address", { score: 2, cats: {} }, strict).verdict).toBe("malicious");
    expect(judgeRating("address", { score: 1, cats: {} }, strict).verdict).toBe("suspicious");
  });

  it("names three categories, and counts the rest", () => {
    const cats = { Bots: "14", Spam: 3, "Dynamic IPs": 0, Malware: 80, "Scanning IPs": 9 };

    expect(judgeRating("address", { score: 7, cats }, thresholds).evidence).toBe(
      "risk score 7 of 10, as Bots, Spam, Malware, 1 more",
    );
  });

  it("keeps mark-up and length out of its evidence, whatever a category is called", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 400 }), fc.constant(true)), (cats) => {
        const { evidence } = judgeRating("url", { score: 8, cats }, thresholds);

        expect(evidence).not.toMatch(/[<>"'`[\]()*_|\\\n]/);
        expect(evidence.length).toBeLessThan(250);
      }),
    );
  });
});

describe("judgeMalware()", () => {
  it.each([
    ["high", "malicious", 100, 0.8, "a record of malware, risk high"],
    ["HIGH", "malicious", 100, 0.8, "a record of malware, risk high"],
    ["medium", "suspicious", 60, 0.6, "a record of malware, risk medium"],
    ["low", "suspicious", 30, 0.3, "a record of malware, risk low"],
    [null, "unknown", null, 0, "a record of malware without a risk"],
    ["constructor", "unknown", null, 0, "a record of malware without a risk"],
  ])("takes the risk %j for %s", (risk, verdict, score, confidence, evidence) => {
    expect(judgeMalware(risk)).toEqual({ verdict, score, confidence, evidence });
  });
});

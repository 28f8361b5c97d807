import * as fc from "fast-check";
import { judge } from "../../../connectors/virustotal/verdict";

const thresholds = { maliciousFrom: 5, suspiciousFrom: 2, benignFromEngines: 20 };

const stats = (malicious: number, suspicious: number, harmless: number, undetected = 0) => ({
  malicious,
  suspicious,
  harmless,
  undetected,
});

const rank = (verdict: string): number =>
  ["benign", "unknown", "suspicious", "malicious"].indexOf(verdict);

describe("judge()", () => {
  it.each([
    [stats(9, 1, 52, 31), "malicious", 100, "9 of 93 engines say malicious, 1 suspicious"],
    [stats(5, 0, 88), "malicious", 100, "5 of 93 engines say malicious"],
    [stats(5, 0, 0), "malicious", 100, "5 of 5 engines say malicious"],
    [stats(4, 0, 89), "suspicious", 80, "4 of 93 engines say malicious"],
    [stats(4, 9, 80), "suspicious", 99, "4 of 93 engines say malicious, 9 suspicious"],
    [stats(0, 2, 91), "suspicious", 40, "0 of 93 engines say malicious, 2 suspicious"],
    [stats(1, 1, 91), "suspicious", 40, "1 of 93 engines says malicious, 1 suspicious"],
    [stats(1, 0, 92), "unknown", 20, "1 of 93 engines says malicious"],
    [stats(0, 1, 92), "unknown", 20, "0 of 93 engines say malicious, 1 suspicious"],
    [stats(0, 0, 60, 33), "benign", 0, "none of 93 engines says malicious"],
    [stats(0, 0, 20), "benign", 0, "none of 20 engines says malicious"],
    [stats(0, 0, 19), "unknown", null, "none of 19 engines says malicious"],
    [stats(0, 0, 1), "unknown", null, "none of 1 engine says malicious"],
    [stats(0, 0, 0), "unknown", null, "none of 0 engines says malicious"],
    [undefined, "unknown", null, "VirusTotal has not analysed it"],
  ] as const)("takes %j for %s", (given, verdict, score, evidence) => {
    expect(judge(given, thresholds)).toMatchObject({ verdict, score, evidence });
  });

  it("follows the policy", () => {
    const strict = { maliciousFrom: 1, suspiciousFrom: 1, benignFromEngines: 90 };

    expect(judge(stats(1, 0, 92), strict).verdict).toBe("malicious");
    expect(judge(stats(0, 1, 92), strict).verdict).toBe("suspicious");
    expect(judge(stats(0, 0, 89), strict).verdict).toBe("unknown");
  });

  it("is never better for one more engine that says malicious in place of harmless", () => {
    const few = fc.nat({ max: 100 });
    fc.assert(
      fc.property(few, few, fc.integer({ min: 1, max: 100 }), (malicious, suspicious, harmless) => {
        const before = judge(stats(malicious, suspicious, harmless), thresholds);
        const after = judge(stats(malicious + 1, suspicious, harmless - 1), thresholds);

        expect(rank(after.verdict)).toBeGreaterThanOrEqual(rank(before.verdict));
        expect(after.score ?? 0).toBeGreaterThanOrEqual(before.score ?? 0);
      }),
    );
  });
});

import * as fc from "fast-check";
import { spellings, stixTypes } from "../../../connectors/sentinel-indicators/observable";
import { type Indicator, judge } from "../../../connectors/sentinel-indicators/verdict";

const policy = { maliciousFrom: 75, suspiciousFrom: 25 };
const indicator = (confidence: number | null, said: Partial<Indicator> = {}): Indicator => ({
  Confidence: confidence,
  SourceSystem: "Feed",
  Published: "2026-11-20T08:00:00.000Z",
  Types: ["malicious-activity"],
  ...said,
});

describe("judge()", () => {
  it.each([
    [100, "malicious", 0.8],
    [75, "malicious", 0.8],
    [74, "suspicious", 0.6],
    [25, "suspicious", 0.6],
    [24, "unknown", 0.3],
    [0, "unknown", 0.3],
  ])("takes a confidence of %d for %s", (sure, verdict, confidence) => {
    expect(judge([indicator(sure)], policy)).toMatchObject({ verdict, score: sure, confidence });
  });

  it("takes the surest of several, and says who brought them and when", () => {
    const several = [
      indicator(30),
      indicator(90, { SourceSystem: "<b>Other</b> feed", Published: "2026-11-21T08:00:00.000Z" }),
      indicator(null),
    ];

    expect(judge(several, policy)).toEqual({
      verdict: "malicious",
      score: 90,
      confidence: 0.8,
      evidence: "3 indicators in force, confidence 90 of 100, from Feed and b Other /b feed",
      analysedAt: "2026-11-21T08:00:00.000Z",
    });
  });

  it("follows a team that takes any indicator for suspicious", () => {
    expect(judge([indicator(null)], { ...policy, suspiciousFrom: 0 }).verdict).toBe("suspicious");
  });

  it("takes what only benign indicators name for benign, and others for what they say", () => {
    const benign = indicator(95, { Types: ["Benign"] });

    expect(judge([benign], policy)).toMatchObject({
      verdict: "benign",
      score: 0,
      evidence: "1 indicator in force, as benign, confidence 95 of 100, from Feed",
    });
    expect(judge([benign, indicator(30, { Types: null })], policy)).toMatchObject({
      verdict: "suspicious",
      score: 30,
    });
  });

  it("gives a score from 0 to 100 and evidence without mark-up, whatever feeds hold", () => {
    const row = fc.record({
      Confidence: fc.option(fc.double({ noNaN: true, min: -1e6, max: 1e6 })),
      SourceSystem: fc.option(fc.string({ unit: "grapheme" })),
      Published: fc.constant("2026-11-20T08:00:00.000Z"),
      Types: fc.option(fc.array(fc.string())),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        const { score, evidence } = judge(rows, policy);

        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        expect(evidence).not.toMatch(/[<>[\]`|\n\r]/);
        expect(evidence.length).toBeLessThan(400);
      }),
    );
  });
});

describe("what is looked for", () => {
  it.each([
    ["address", "203.0.113.10", ["ipv4-addr", "network-traffic"]],
    ["address", "2606:4700::1", ["ipv6-addr", "network-traffic"]],
    ["domain", "evil.example", ["domain-name"]],
    ["url", "https://evil.example/a", ["url"]],
    ["hash", "ab".repeat(16), ["file"]],
  ] as const)("is the %s %s under %j", (kind, value, types) => {
    expect(stixTypes({ kind, value })).toEqual(types);
  });

  it("is a URL with and without its last slash, and anything else as it is", () => {
    expect(spellings({ kind: "url", value: "https://a.example/b" })).toEqual([
      "https://a.example/b",
      "https://a.example/b/",
    ]);
    expect(spellings({ kind: "domain", value: "a.example" })).toEqual(["a.example"]);
  });
});

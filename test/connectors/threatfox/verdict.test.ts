import * as fc from "fast-check";
import { isAbout } from "../../../connectors/threatfox/match";
import { searchAnswer, type Row } from "../../../connectors/threatfox/schema";
import { judge, surest } from "../../../connectors/threatfox/verdict";
import { parseAddress, specialRange } from "../../../domain/address";
import type { ObservableKind } from "../../../domain/observable";

const thresholds = { maliciousFrom: 75, suspiciousFrom: 50 };

function rowOf(members: object): Row {
  const [row] = searchAnswer.parse({ data: [{ ioc: "x", ...members }] }).data;
  if (!row) throw new Error("Expected a row");
  return row;
}

describe("judge()", () => {
  it.each([
    [100, "malicious", 100, 1],
    ["75", "malicious", 75, 0.8],
    [74, "suspicious", 74, 0.74],
    ["50", "suspicious", 50, 0.5],
    [49, "unknown", 49, 0.49],
    [0, "unknown", 0, 0],
    [null, "unknown", 0, 0],
    [900, "malicious", 100, 1],
    [-5, "unknown", 0, 0],
  ])("takes a confidence of %j for %s", (confidence_level, verdict, score, confidence) => {
    expect(judge(rowOf({ confidence_level }), thresholds)).toMatchObject({
      verdict,
      score,
      confidence,
    });
  });

  it("has no opinion without an indicator", () => {
    expect(judge(surest([]), thresholds)).toEqual({
      verdict: "unknown",
      score: null,
      confidence: 0,
      evidence: "no indicator of the last six months",
    });
  });

  it("follows the policy", () => {
    const strict = { maliciousFrom: 10, suspiciousFrom: 1 };

    expect(judge(rowOf({ confidence_level: 10 }), strict).verdict).toBe("malicious");
    expect(judge(rowOf({ confidence_level: 9 }), strict).verdict).toBe("suspicious");
  });

  it.each([
    [
      { malware_printable: "Demo", threat_type: "botnet_cc" },
      "Demo, botnet cc, confidence 7 of 100",
    ],
    [{ malware_printable: null, threat_type: null }, "an indicator, confidence 7 of 100"],
    [{ malware_printable: "a\n\u202Eb" }, "a b, confidence 7 of 100"],
  ])("calls %j by its name", (members, evidence) => {
    expect(judge(rowOf({ ...members, confidence_level: 7 }), thresholds).evidence).toBe(evidence);
  });

  it("goes by the indicator that ThreatFox is surest of", () => {
    const rows = [20, null, "90", 60].map((confidence_level) => rowOf({ confidence_level }));

    expect(surest(rows)).toBe(rows[2]);
  });
});

describe("isAbout()", () => {
  it.each<[ObservableKind, string, string, string | null, boolean]>([
    ["address", "45.83.64.10", "45.83.64.10:443", "ip:port", true],
    ["address", "45.83.64.10", "45.83.64.10", "ip", true],
    ["address", "45.83.64.10", "45.83.64.100:443", "ip:port", false],
    ["address", "45.83.64.10", "145.83.64.10:443", "ip:port", false],
    ["address", "45.83.64.10", "http://45.83.64.10/x", "url", false],
    ["address", "2a0f:f000::7", "[2a0f:f000::7]:443", "ip:port", true],
    ["address", "2a0f:f000::7", "[2A0F:F000:0:0::7]", "ip:port", true],
    ["address", "2a0f:f000::7", "2a0f:f000::7:443", "ip:port", true],
    ["address", "2a0f:f000::7:443", "2a0f:f000::7:443", "ip:port", false],
    ["address", "2a0f:f000::7:443", "2a0f:f000::7:443", null, true],
    ["address", "2a0f:f000::7", "2a0f:f000::70:443", "ip:port", false],
    ["address", "45.83.64.10", "[::ffff:45.83.64.10]:443", "ip:port", true],
    ["domain", "evil.zz", "Evil.zz.", "domain", true],
    ["domain", "evil.zz", "not-evil.zz", "domain", false],
    ["domain", "evil.zz", "http://evil.zz/", "url", false],
    ["url", "http://evil.zz/", "http://EVIL.zz", "url", true],
    ["url", "http://evil.zz/", "http://evil.zz/a", "url", false],
    ["url", "http://evil.zz/", "evil.zz", "domain", false],
    ["hash", "ab".repeat(32), "45.83.64.10:443", "ip:port", true],
  ])("of %s %s, by %s of type %s, is %s", (kind, value, ioc, ioc_type, expected) => {
    expect(isAbout({ kind, value }, rowOf({ ioc, ioc_type }))).toBe(expected);
  });

  it("finds every public address behind its port, and no other one", () => {
    const address = fc
      .oneof(fc.ipV4(), fc.ipV6())
      .map((text) => parseAddress(text) ?? "")
      .filter((value) => specialRange(value) === undefined);
    fc.assert(
      fc.property(address, address, fc.integer({ min: 1, max: 65_535 }), (one, other, port) => {
        const row = rowOf({ ioc: `${one}:${port}`, ioc_type: "ip:port" });
        const inBrackets = rowOf({ ioc: `[${one}]:${port}`, ioc_type: "ip:port" });

        expect(isAbout({ kind: "address", value: one }, row)).toBe(true);
        expect(isAbout({ kind: "address", value: one }, inBrackets)).toBe(true);
        expect(isAbout({ kind: "address", value: other }, row)).toBe(one === other);
      }),
    );
  });

  it("throws at nothing that a vendor may write", () => {
    const kind = fc.constantFrom<ObservableKind>("address", "domain", "url", "hash");
    fc.assert(
      fc.property(kind, fc.string(), fc.string(), fc.string(), (one, value, ioc, ioc_type) => {
        expect(typeof isAbout({ kind: one, value }, rowOf({ ioc, ioc_type }))).toBe("boolean");
      }),
    );
  });
});

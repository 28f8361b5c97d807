import * as fc from "fast-check";
import type { Seen } from "../../../connectors/greynoise/schema";
import { judge, neverSeen } from "../../../connectors/greynoise/verdict";

const seen = (said: Partial<Seen>): Seen => ({
  isNoise: true,
  classification: "unknown",
  isSpoofable: false,
  tags: [],
  lastSeen: "",
  ...said,
});
const service = (trust: string) => ({ name: "Google Public DNS", trust });

describe("judge()", () => {
  it.each([
    ["malicious", undefined, "malicious", 100],
    ["MALICIOUS", undefined, "malicious", 100],
    ["suspicious", undefined, "suspicious", 60],
    ["benign", undefined, "benign", 0],
    ["unknown", undefined, "unknown", null],
    ["", undefined, "unknown", null],
    ["harmless", undefined, "unknown", null],
    ["malicious", "1", "suspicious", 60],
    ["malicious", "2", "malicious", 100],
    ["suspicious", "1", "suspicious", 60],
    ["unknown", "1", "benign", 0],
    ["", "1", "benign", 0],
    ["unknown", "2", "unknown", null],
    ["benign", "2", "unknown", null],
    ["benign", "", "benign", 0],
    ["", "", "unknown", null],
  ])("takes %j, of trust level %j, for %s", (classification, trust, verdict, score) => {
    const said = seen({
      classification,
      ...(trust === undefined ? {} : { service: service(trust) }),
    });

    expect(judge(said)).toMatchObject({ verdict, score });
  });

  it("takes what is neither noise nor a service for never seen", () => {
    expect(judge(seen({ isNoise: false, classification: "benign" }))).toBe(neverSeen);
  });

  it("says whose service it is", () => {
    const said = seen({ isNoise: false, classification: "", service: service("1") });

    expect(judge(said).evidence).toBe(
      "classified unknown, noise: false, a business service (Google Public DNS) of trust level 1",
    );
    expect(judge({ ...said, service: { name: "", trust: "" } }).evidence).toBe(
      "classified unknown, noise: false, a business service",
    );
  });

  it("says no time that is none", () => {
    expect(judge(seen({ lastSeen: "yesterday" }))).not.toHaveProperty("analysedAt");
  });

  it("keeps mark-up and length of what GreyNoise names out of the evidence", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 200 });
    fc.assert(
      fc.property(text, text, fc.array(text, { maxLength: 9 }), (classification, name, tags) => {
        const { evidence } = judge(seen({ classification, service: { name, trust: "1" }, tags }));

        expect(evidence).not.toMatch(/[<>[\]`|\n\r]/);
        expect(evidence.length).toBeLessThan(600);
        expect(evidence).toContain("noise: true");
      }),
    );
  });
});

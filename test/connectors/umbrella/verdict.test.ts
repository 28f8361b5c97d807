import * as fc from "fast-check";
import { judge } from "../../../connectors/umbrella/verdict";

describe("judge()", () => {
  it.each([
    [-1, ["Malware"], "malicious", 100, 0.8, "status malicious, as Malware"],
    [-1, [], "malicious", 100, 0.8, "status malicious, in no security category"],
    [0, [], "unknown", null, 0, "Umbrella has not classified it"],
    [
      0,
      ["Newly Seen Domains"],
      "suspicious",
      50,
      0.4,
      "status undetermined, as Newly Seen Domains",
    ],
    [1, [], "benign", 0, 0.6, "status safe, in no security category"],
    [1, ["150"], "unknown", null, 0, "status safe, as 150"],
    [-1, ["<>"], "malicious", 100, 0.8, "status malicious, as a category without a name"],
  ] as const)(
    "takes the status %i with %j for %s",
    (status, categories, verdict, score, confidence, evidence) => {
      expect(judge({ status, security_categories: [...categories] })).toEqual({
        verdict,
        score,
        confidence,
        evidence,
      });
    },
  );

  it("names three categories, and counts the rest", () => {
    const categories = ["Malware", "Phishing", "Cryptomining", "Botnet", "Spam"];

    expect(judge({ status: -1, security_categories: categories }).evidence).toBe(
      "status malicious, as Malware, Phishing, Cryptomining, 2 more",
    );
  });

  it("keeps mark-up and length out of its evidence, whatever a category is called", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 400 })), (categories) => {
        const { evidence } = judge({ status: -1, security_categories: categories });

        expect(evidence).not.toMatch(/[<>"'`[\]()*_|\\\n]/);
        expect(evidence.length).toBeLessThan(250);
      }),
    );
  });
});

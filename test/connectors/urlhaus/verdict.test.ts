import * as fc from "fast-check";
import { hostAnswer, payloadAnswer, urlAnswer } from "../../../connectors/urlhaus/schema";
import { judgeHost, judgePayload, judgeUrl } from "../../../connectors/urlhaus/verdict";

const sha256 = "ab".repeat(32);
const hostOf = (...states: (string | null)[]) =>
  hostAnswer.parse({
    url_count: String(states.length),
    urls: states.map((url_status) => ({ url_status, date_added: null })),
  });

describe("judgeUrl()", () => {
  it.each([
    ["online", "malicious", 95, "listed for malware_download, online"],
    ["ONLINE", "malicious", 95, "listed for malware_download, online"],
    ["offline", "suspicious", 60, "listed for malware_download, offline now"],
    ["unknown", "suspicious", 60, "listed for malware_download, not checked yet"],
    ["something new", "suspicious", 60, "listed for malware_download, not checked yet"],
  ])("takes a URL that is %s for %s", (url_status, verdict, score, evidence) => {
    const answer = urlAnswer.parse({ id: 7, url_status, threat: "malware_download" });

    expect(judgeUrl(answer)).toMatchObject({ verdict, score, evidence });
  });

  it("can do without a threat", () => {
    expect(judgeUrl(urlAnswer.parse({ url_status: "online", threat: null })).evidence).toBe(
      "listed as a malware URL, online",
    );
  });
});

describe("judgeHost()", () => {
  it.each([
    [hostOf("online"), "malicious", 0.8, "1 listed URL, 1 online"],
    [hostOf("online", "offline", "online"), "malicious", 0.9, "3 listed URLs, 2 online"],
    [hostOf("offline", "unknown", null), "suspicious", 0.5, "3 listed URLs, 0 online"],
    [hostOf(), "unknown", 0, "URLhaus does not list it"],
    [hostAnswer.parse({ urls: null }), "unknown", 0, "URLhaus does not list it"],
    [hostAnswer.parse({ url_count: "120" }), "suspicious", 0.5, "120 listed URLs, 0 online"],
  ])("takes %j for %s", (answer, verdict, confidence, evidence) => {
    expect(judgeHost(answer)).toMatchObject({ verdict, confidence, evidence });
  });

  it.each([
    ["abused_legit_malware", "suspicious"],
    ["abused_legit_spam", "suspicious"],
    ["malware_domain", "malicious"],
    ["not listed", "malicious"],
    [null, "malicious"],
  ])("takes a serving host that Spamhaus calls %s for %s", (spamhaus_dbl, verdict) => {
    const answer = { ...hostOf("online", "online"), blacklists: { spamhaus_dbl } };

    expect(judgeHost(answer).verdict).toBe(verdict);
  });
});

describe("judgePayload()", () => {
  it.each([
    [{ sha256_hash: sha256, signature: "Demo", url_count: "3" }, "malicious", 95],
    [{ sha256_hash: sha256.toUpperCase(), signature: "Demo", url_count: 3 }, "malicious", 95],
    [{ sha256_hash: sha256, signature: null, url_count: "3" }, "suspicious", 60],
    [{ sha256_hash: sha256, signature: "", url_count: null }, "suspicious", 60],
    [{ sha256_hash: null, md5_hash: null, signature: "Demo" }, "unknown", null],
    [{ sha256_hash: "cd".repeat(32), signature: "Demo" }, "unknown", null],
    [{ sha256_hash: null }, "unknown", null],
  ])("takes %j for %s", (answer, verdict, score) => {
    expect(judgePayload(payloadAnswer.parse(answer), sha256)).toMatchObject({ verdict, score });
  });

  it("keeps the vendor's words to one short line", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 500 }), (signature) => {
        const answer = payloadAnswer.parse({ sha256_hash: sha256, signature });
        const { evidence } = judgePayload(answer, sha256);

        expect(evidence).not.toMatch(/\p{Cc}/u);
        expect(evidence.length).toBeLessThan(120);
      }),
    );
  });
});

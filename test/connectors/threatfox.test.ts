import type { Observable } from "../../domain/observable";
import { keepsConnectorContract, type Operation } from "../support/connector-contract";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const address: Observable = { kind: "address", value: "45.83.64.10" };
const sha256 = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";
const source = () => stage.connectors.reputations.threatfox;
const answer = (body: object) =>
  stage.vendors.fault({ vendor: "threatfox", route: "POST /api/v1", body });

const operation: Omit<Operation, "call"> = {
  vendor: "threatfox",
  secret: "abuse-ch-test-auth-key",
  route: "POST /api/v1",
  isWrite: false,
  isForbiddenRefusal: true,
};

keepsConnectorContract(
  "threatfox.lookUp()",
  { ...operation, call: ({ reputations: { threatfox } }) => threatfox.lookUp(address) },
  stage,
);
keepsConnectorContract(
  "threatfox.check()",
  { ...operation, call: ({ reputations: { threatfox } }) => threatfox.check() },
  stage,
);

describe("threatfox.lookUp()", () => {
  it.each<[Observable, object]>([
    [address, { query: "search_ioc", search_term: "45.83.64.10", exact_match: false }],
    [
      { kind: "address", value: "2a0f:f000::7" },
      { query: "search_ioc", search_term: "2a0f:f000::7", exact_match: false },
    ],
    [
      { kind: "domain", value: "evil.zz" },
      { query: "search_ioc", search_term: "evil.zz", exact_match: true },
    ],
    [
      { kind: "url", value: 'http://evil.zz/?"a' },
      { query: "search_ioc", search_term: 'http://evil.zz/?"a', exact_match: true },
    ],
    [
      { kind: "hash", value: sha256 },
      { query: "search_hash", hash: sha256 },
    ],
  ])("asks about %j with %j", async (observable, body) => {
    await source().lookUp(observable);

    expect(stage.vendors.calls("threatfox")).toEqual([
      expect.objectContaining({ method: "POST", path: "/api/v1/", body, status: 200 }),
    ]);
  });

  it.each<[Observable, string, string]>([
    [address, "malicious", "Demo RAT, botnet cc, confidence 100 of 100"],
    [
      { kind: "address", value: "45.83.64.11" },
      "suspicious",
      "Demo Loader, botnet cc, confidence 50 of 100",
    ],
    [{ kind: "address", value: "20.112.52.29" }, "unknown", "no indicator of the last six months"],
    [
      { kind: "domain", value: "contoso-secure-login.net" },
      "malicious",
      "Demo Stealer, payload delivery, confidence 100 of 100",
    ],
    [
      { kind: "url", value: "https://contoso-secure-login.net/verify" },
      "malicious",
      "Demo Stealer, payload delivery, confidence 90 of 100",
    ],
    [{ kind: "hash", value: sha256 }, "unknown", "no indicator of the last six months"],
  ])("takes %j for %s: %s", async (observable, verdict, evidence) => {
    await expect(source().lookUp(observable)).resolves.toMatchObject({
      source: "ThreatFox",
      observable,
      verdict,
      evidence,
    });
  });

  it("says all that it knows of an indicator, and links it", async () => {
    answer({
      query_status: "ok",
      data: [
        {
          id: "1500001",
          ioc: "45.83.64.10:443",
          ioc_type: "ip:port",
          threat_type: "botnet_cc",
          malware_printable: "Demo",
          confidence_level: "80",
          first_seen: "2026-11-01 10:00:00 UTC",
          last_seen: null,
          tags: null,
        },
      ],
    });

    await expect(source().lookUp(address)).resolves.toEqual({
      source: "ThreatFox",
      observable: address,
      verdict: "malicious",
      score: 80,
      confidence: 0.8,
      evidence: "Demo, botnet cc, confidence 80 of 100",
      reportUrl: "https://threatfox.abuse.ch/ioc/1500001/",
      analysedAt: "2026-11-01T10:00:00.000Z",
    });
  });

  it("does not take another address that contains this one for it", async () => {
    stage.vendors.scene("threatfox", {
      iocs: { "145.83.64.12:443": {}, "45.83.64.120:443": {}, "http://45.83.64.12/x": {} },
    });

    const found = await source().lookUp({ kind: "address", value: "45.83.64.12" });

    expect(found).toMatchObject({
      verdict: "unknown",
      score: null,
      reportUrl: "https://threatfox.abuse.ch/browse.php?search=ioc%3A45.83.64.12",
    });
  });

  it("finds a file by the servers that its samples talk to", async () => {
    const file = "ef".repeat(32);
    stage.vendors.scene("threatfox", { iocs: { "45.83.64.14:443": { samples: [file] } } });

    await expect(source().lookUp({ kind: "hash", value: file })).resolves.toMatchObject({
      verdict: "malicious",
    });
  });

  it("clears nothing for what is older than six months", async () => {
    stage.vendors.scene("threatfox", { iocs: { "old.zz": { ageDays: 200 } } });

    await expect(source().lookUp({ kind: "domain", value: "old.zz" })).resolves.toMatchObject({
      verdict: "unknown",
      score: null,
      confidence: 0,
    });
  });

  it("does not read a list where there is none", async () => {
    answer({ query_status: "ok", data: "Your search did not yield any results" });

    const error = await failureOf(source().lookUp(address));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(error.message).toBe("threatfox: POST /api/v1/ answered without the expected data");
  });

  it.each([
    ["unknown_auth_key", "auth"],
    ["illegal_search_term", "permanent"],
    ["a word of tomorrow", "permanent"],
  ])("makes no verdict of the status %j: %s", async (status, kind) => {
    answer({ query_status: status, data: [] });

    await expect(failureOf(source().lookUp(address))).resolves.toMatchObject({ kind });
  });

  it("says what to do about a key that is not accepted", async () => {
    const { reputations } = connectorsFor(stage.vendors.url, {
      ABUSE_CH_SECRET_NAME: "otx-api-key",
    });

    const { kind, message } = await failureOf(reputations.threatfox.check());

    expect(kind).toBe("auth");
    expect(message).toContain('into the secret "otx-api-key"');
  });
});

describe("threatfox.check()", () => {
  it("asks for a file that cannot be, and says that the key works", async () => {
    await expect(source().check()).resolves.toBe("key accepted");

    expect(stage.vendors.calls("threatfox")).toEqual([
      expect.objectContaining({ body: { query: "search_hash", hash: "0".repeat(64) } }),
    ]);
  });
});

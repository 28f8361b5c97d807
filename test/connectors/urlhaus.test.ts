import type { Observable } from "../../domain/observable";
import { keepsConnectorContract, type Operation } from "../support/connector-contract";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const listed: Observable = { kind: "url", value: "https://contoso-secure-login.net/verify" };
const address: Observable = { kind: "address", value: "45.83.64.10" };
const sha256 = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";
const md5 = "44d88612fea8a8f36de82e1278abb02f";
const hash = (value: string): Observable => ({ kind: "hash", value });
const domain = (value: string): Observable => ({ kind: "domain", value });
const source = () => stage.connectors.reputations.urlhaus;
const answer = (body: object) =>
  stage.vendors.fault({ vendor: "urlhaus", route: "POST /v1", body });

const operation: Omit<Operation, "call"> = {
  vendor: "urlhaus",
  secret: "abuse-ch-test-auth-key",
  route: "POST /v1",
  isWrite: false,
  isForbiddenRefusal: true,
};

keepsConnectorContract(
  "urlhaus.lookUp()",
  { ...operation, call: ({ reputations: { urlhaus } }) => urlhaus.lookUp(listed) },
  stage,
);
keepsConnectorContract(
  "urlhaus.check()",
  { ...operation, call: ({ reputations: { urlhaus } }) => urlhaus.check() },
  stage,
);

describe("urlhaus.lookUp()", () => {
  it.each<[Observable, string, string]>([
    [listed, "/v1/url/", "url=https%3A%2F%2Fcontoso-secure-login.net%2Fverify"],
    [
      { kind: "url", value: "http://evil.zz/a?b=1&host=x y" },
      "/v1/url/",
      "url=http%3A%2F%2Fevil.zz%2Fa%3Fb%3D1%26host%3Dx+y",
    ],
    [domain("contoso-secure-login.net"), "/v1/host/", "host=contoso-secure-login.net"],
    [address, "/v1/host/", "host=45.83.64.10"],
    [hash(md5), "/v1/payload/", `md5_hash=${md5}`],
    [hash(sha256), "/v1/payload/", `sha256_hash=${sha256}`],
  ])("asks about %j by one form", async (observable, path, body) => {
    await source().lookUp(observable);

    expect(stage.vendors.calls("urlhaus")).toEqual([
      expect.objectContaining({ method: "POST", path, body, status: 200 }),
    ]);
  });

  it.each<[Observable, string, string]>([
    [listed, "malicious", "listed for malware_download, online"],
    [domain("contoso-secure-login.net"), "malicious", "1 listed URL, 1 online"],
    [address, "malicious", "3 listed URLs, 2 online"],
    [{ kind: "address", value: "45.83.64.11" }, "suspicious", "1 listed URL, 0 online"],
    [{ kind: "address", value: "20.112.52.29" }, "unknown", "URLhaus does not list it"],
    [domain("never-seen.zz"), "unknown", "URLhaus does not list it"],
    [{ kind: "url", value: "https://never-seen.zz/" }, "unknown", "URLhaus does not list it"],
    [hash(sha256), "malicious", "EICAR, delivered by 1 listed URL"],
    [hash(md5), "malicious", "EICAR, delivered by 1 listed URL"],
    [hash("ab".repeat(32)), "unknown", "URLhaus does not list it"],
  ])("takes %j for %s: %s", async (observable, verdict, evidence) => {
    await expect(source().lookUp(observable)).resolves.toMatchObject({
      source: "URLhaus",
      observable,
      verdict,
      evidence,
    });
  });

  it("says all that it knows of a listed URL, and links its entry", async () => {
    answer({
      query_status: "ok",
      id: "3300001",
      urlhaus_reference: "https://urlhaus.abuse.ch/url/3300001/",
      url: listed.value,
      url_status: "online",
      date_added: "2026-11-20 09:02:05 UTC",
      last_online: null,
      threat: "malware_download",
      larted: "true",
      tags: null,
      payloads: null,
    });

    await expect(source().lookUp(listed)).resolves.toEqual({
      source: "URLhaus",
      observable: listed,
      verdict: "malicious",
      score: 95,
      confidence: 0.95,
      evidence: "listed for malware_download, online",
      reportUrl: "https://urlhaus.abuse.ch/url/3300001/",
      analysedAt: "2026-11-20T09:02:05.000Z",
    });
  });

  it.each<[Observable, string]>([
    [domain("never-seen.zz"), "https://urlhaus.abuse.ch/host/never-seen.zz/"],
    [
      { kind: "url", value: "http://evil.zz/?a=<b>" },
      "https://urlhaus.abuse.ch/browse.php?search=http%3A%2F%2Fevil.zz%2F%3Fa%3D%3Cb%3E",
    ],
    [hash(md5), `https://urlhaus.abuse.ch/browse.php?search=${md5}`],
  ])("links for %j what a person would open: %s", async (observable, reportUrl) => {
    await expect(source().lookUp(observable)).resolves.toMatchObject({ reportUrl });
  });

  it("takes no id for an address that is not a number", async () => {
    answer({ query_status: "ok", id: "../../evil", url_status: "online" });

    const { reportUrl } = await source().lookUp(listed);

    expect(reportUrl).toMatch(/^https:\/\/urlhaus\.abuse\.ch\/browse\.php\?search=/);
  });

  it('takes "ok" without hashes for an unknown file', async () => {
    stage.vendors.scene("urlhaus", { unknownFile: "null-hashes" });

    const found = await source()
      .lookUp(hash("cd".repeat(32)))
      .finally(() => stage.vendors.scene("urlhaus", { unknownFile: "no_results" }));

    expect(found).toMatchObject({ verdict: "unknown", score: null, confidence: 0 });
  });

  it("does not call a platform malicious on which somebody put something", async () => {
    stage.vendors.scene("urlhaus", {
      urls: { "https://files.zz/a.exe": {}, "https://files.zz/b.exe": {} },
      spamhaus: { "files.zz": "abused_legit_malware" },
    });

    await expect(source().lookUp(domain("files.zz"))).resolves.toMatchObject({
      verdict: "suspicious",
      evidence: "2 listed URLs, 2 online, a legitimate host abused",
    });
    await expect(
      source().lookUp({ kind: "url", value: "https://files.zz/a.exe" }),
    ).resolves.toMatchObject({ verdict: "malicious" });
  });

  it.each(["", "offline", "OK", "evil", "no results", "toString", "__proto__"])(
    "makes no verdict of a status that the vendor may invent: %j",
    async (status) => {
      answer({ query_status: status, url_status: "online" });

      const error = await failureOf(source().lookUp(listed));

      expect(error).toMatchObject({ kind: "permanent", status: 200 });
      expect(error.message).toMatch(/^urlhaus: POST \/v1\/url\/ answered (?:a )?query_status/);
    },
  );

  it.each([7, null, ["ok"], { ok: true }])(
    "makes no verdict of a status that is no text: %j",
    async (status) => {
      answer({ query_status: status, url_status: "online" });

      const error = await failureOf(source().lookUp(listed));

      expect(error).toMatchObject({ kind: "permanent" });
      expect(error.message).toBe(
        "urlhaus: POST /v1/url/ answered without the expected query_status",
      );
    },
  );

  it("says which member of an answer is missing", async () => {
    answer({ query_status: "ok", id: "1" });

    const { message, kind } = await failureOf(source().lookUp(listed));

    expect(kind).toBe("permanent");
    expect(message).toBe("urlhaus: POST /v1/url/ answered without the expected url_status");
  });

  it.each([
    [domain("contoso-secure-login.net"), "/v1/host/", "urls"],
    [hash("ab".repeat(32)), "/v1/payload/", "sha256_hash"],
  ])(
    "does not take an answer without anything for %j that is not listed",
    async (observable, path, members) => {
      stage.vendors.fault({ vendor: "urlhaus", route: "*", body: { query_status: "ok" } });

      const { kind, message } = await failureOf(source().lookUp(observable));

      expect(kind).toBe("permanent");
      expect(message).toBe(`urlhaus: POST ${path} answered without the expected ${members}`);
    },
  );

  it("does not repeat a key that comes back as the status", async () => {
    answer({ query_status: "abuse-ch-test-auth-key" });

    const { message } = await failureOf(source().lookUp(listed));

    expect(message).toBe("urlhaus: POST /v1/url/ answered a query_status that is no word");
  });

  it.each([
    ["unknown_auth_key", "auth"],
    ["user_blacklisted", "auth"],
    ["rate_limited", "rate-limited"],
    ["invalid_url", "permanent"],
    ["http_post_expected", "permanent"],
  ])("tells %s, under status 200, as %s", async (status, kind) => {
    answer({ query_status: status });

    const error = await failureOf(source().lookUp(listed));

    expect(error).toMatchObject({ kind, status: 200 });
    expect(error.message).toContain(`"${status}"`);
  });

  it("says what to do about a key that is not accepted", async () => {
    const { reputations } = connectorsFor(stage.vendors.url, {
      ABUSE_CH_SECRET_NAME: "otx-api-key",
    });

    const { kind, message } = await failureOf(reputations.urlhaus.lookUp(listed));

    expect(kind).toBe("auth");
    expect(message).toBe(
      'urlhaus: POST /v1/url/ answered 403: put a valid Auth-Key of https://auth.abuse.ch/ into the secret "otx-api-key"',
    );
  });

  it("reads the key anew after it was called unknown under status 200", async () => {
    answer({ query_status: "unknown_auth_key" });

    await failureOf(source().lookUp(listed));
    await source().lookUp(listed);

    const reads = stage.vendors.calls("key-vault").filter(({ status }) => status === 200);
    expect(reads).toHaveLength(2);
  });

  it("comes back after a minute when it asked too often", async () => {
    stage.vendors.scene("urlhaus", { quotaPerMinute: 0 });

    const error = await failureOf(source().lookUp(listed)).finally(() =>
      stage.vendors.scene("urlhaus", { quotaPerMinute: null }),
    );

    expect(error.toFailure()).toMatchObject({ kind: "rate-limited", retryAfterSeconds: 60 });
  });

  it("does not say in an error what was looked up", async () => {
    stage.vendors.fault({ vendor: "urlhaus", route: "*", status: 503 });

    const { message } = await failureOf(source().lookUp(address));

    expect(message).toBe("urlhaus: POST /v1/host/ answered 503");
  });
});

describe("urlhaus.check()", () => {
  it("asks for a file that cannot be, and says that the key works", async () => {
    await expect(source().check()).resolves.toBe("key accepted");

    expect(stage.vendors.calls("urlhaus")).toEqual([
      expect.objectContaining({ path: "/v1/payload/", body: `sha256_hash=${"0".repeat(64)}` }),
    ]);
  });
});

import type { Observable } from "../../domain/observable";
import { keepsConnectorContract } from "../support/connector-contract";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const address: Observable = { kind: "address", value: "45.83.64.10" };

const eicar = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";
const hostileUrl = "https://contoso-secure-login.net/verify?next=https://a.example/x y&t=ü#f";

const observables: [Observable, string][] = [
  [address, "/api/v3/ip_addresses/45.83.64.10"],
  [{ kind: "address", value: "2606:4700::1" }, "/api/v3/ip_addresses/2606%3A4700%3A%3A1"],
  [
    { kind: "domain", value: "contoso-secure-login.net" },
    "/api/v3/domains/contoso-secure-login.net",
  ],
  [
    { kind: "url", value: hostileUrl },
    `/api/v3/urls/${Buffer.from(hostileUrl).toString("base64url")}`,
  ],
  [{ kind: "hash", value: eicar }, `/api/v3/files/${eicar}`],
];

keepsConnectorContract(
  "virustotal.lookUp()",
  {
    vendor: "virustotal",
    secret: "virustotal-test-key",
    route: "GET /api/v3",
    isWrite: false,
    call: ({ reputations: { virustotal } }) => virustotal.lookUp(address),
    isNotFoundAnAnswer: true,
  },
  stage,
);

keepsConnectorContract(
  "virustotal.check()",
  {
    vendor: "virustotal",
    secret: "virustotal-test-key",
    route: "GET /api/v3",
    isWrite: false,
    call: ({ reputations: { virustotal } }) => virustotal.check(),
  },
  stage,
);

const answer = (attributes: object, id = "45.83.64.10") =>
  stage.vendors.fault({
    vendor: "virustotal",
    route: "GET /api/v3",
    body: { data: { id, type: "ip_address", attributes } },
  });

describe("virustotal.lookUp()", () => {
  it.each(observables)("asks about %j", async (observable, path) => {
    await stage.connectors.reputations.virustotal.lookUp(observable);

    expect(stage.vendors.calls("virustotal").map((call) => call.path)).toEqual([path]);
  });

  it.each([
    [{ kind: "address", value: "45.83.64.10" }, "malicious"],
    [{ kind: "address", value: "45.83.64.11" }, "suspicious"],
    [{ kind: "address", value: "20.112.52.29" }, "benign"],
    [{ kind: "domain", value: "contoso-secure-login.net" }, "malicious"],
    [{ kind: "url", value: "https://contoso-secure-login.net/verify" }, "malicious"],
    [{ kind: "hash", value: eicar }, "malicious"],
    [{ kind: "domain", value: "never-seen.example" }, "unknown"],
  ] as const)("takes %j for %s", async (observable, verdict) => {
    await expect(stage.connectors.reputations.virustotal.lookUp(observable)).resolves.toMatchObject(
      {
        source: "VirusTotal",
        observable,
        verdict,
      },
    );
  });

  it("says on what the verdict rests, when it was analysed, and where to read more", async () => {
    answer({
      last_analysis_stats: {
        harmless: 52,
        malicious: 9,
        suspicious: 1,
        undetected: 31,
        timeout: 0,
      },
      last_analysis_date: 1_794_980_000,
    });

    await expect(stage.connectors.reputations.virustotal.lookUp(address)).resolves.toEqual({
      source: "VirusTotal",
      observable: address,
      verdict: "malicious",
      score: 100,
      confidence: 0.8,
      evidence: "9 of 93 engines say malicious, 1 suspicious",
      reportUrl: "https://www.virustotal.com/gui/ip-address/45.83.64.10",
      analysedAt: "2026-11-18T05:33:20.000Z",
    });
  });

  it("takes what was never analysed for unknown, not for clean", async () => {
    answer({});

    await expect(stage.connectors.reputations.virustotal.lookUp(address)).resolves.toMatchObject({
      verdict: "unknown",
      score: null,
    });
  });

  it("takes what it never saw for unknown, not for a failure", async () => {
    const observable: Observable = { kind: "domain", value: "never-seen.example" };

    await expect(stage.connectors.reputations.virustotal.lookUp(observable)).resolves.toEqual({
      source: "VirusTotal",
      observable,
      verdict: "unknown",
      score: null,
      confidence: 0,
      evidence: "VirusTotal has never seen it",
      reportUrl: "https://www.virustotal.com/gui/domain/never-seen.example",
    });
  });

  it.each([
    ["VirusTotal's own id", "a".repeat(64), "a".repeat(64)],
    ["ours, for an id of another kind", "../../evil", "aHR0cHM6Ly9ldmlsLmV4YW1wbGUv"],
  ])("links a URL by %s", async (_title, id, linked) => {
    answer({}, id);

    const { reportUrl } = await stage.connectors.reputations.virustotal.lookUp({
      kind: "url",
      value: "https://evil.example/",
    });

    expect(reportUrl).toBe(`https://www.virustotal.com/gui/url/${linked}`);
  });

  it("comes back after a minute when the quota is used up", async () => {
    stage.vendors.scene("virustotal", { quotaPerMinute: 0 });

    const error = await failureOf(stage.connectors.reputations.virustotal.lookUp(address)).finally(
      () => stage.vendors.scene("virustotal", { quotaPerMinute: 1_000 }),
    );

    expect(error.toFailure()).toMatchObject({ kind: "rate-limited", retryAfterSeconds: 60 });
    expect(error.message).toContain("QuotaExceededError");
  });

  it("takes a dependency of the vendor that failed for an outage", async () => {
    stage.vendors.fault({ vendor: "virustotal", route: "*", status: 424 });

    const error = await failureOf(stage.connectors.reputations.virustotal.lookUp(address));

    expect(error).toMatchObject({ kind: "transient" });
  });

  it("does not take a withdrawn API for an address that was never seen", async () => {
    stage.vendors.fault({ vendor: "virustotal", route: "*", status: 410 });

    const error = await failureOf(stage.connectors.reputations.virustotal.lookUp(address));

    expect(error).toMatchObject({ kind: "permanent", status: 410 });
  });

  it("does not say in an error what was looked up", async () => {
    stage.vendors.fault({ vendor: "virustotal", route: "*", status: 503 });

    const error = await failureOf(
      stage.connectors.reputations.virustotal.lookUp({ kind: "url", value: hostileUrl }),
    );

    expect(error.message).toBe("virustotal: GET /api/v3/urls answered 503");
  });
});

describe("virustotal.check()", () => {
  afterEach(() => stage.vendors.scene("virustotal", { keyState: "active" }));

  it("looks up the harmless test file that every engine knows", async () => {
    await expect(stage.connectors.reputations.virustotal.check()).resolves.toBe("key accepted");

    expect(stage.vendors.calls("virustotal").map((call) => call.path)).toEqual([
      `/api/v3/files/${eicar}`,
    ]);
  });

  it.each([
    ["inactive", 401, "UserNotActiveError"],
    ["forbidden", 403, "ForbiddenError"],
  ])("fails with a key that is %s", async (keyState, status, code) => {
    stage.vendors.scene("virustotal", { keyState });

    const error = await failureOf(stage.connectors.reputations.virustotal.check());

    expect(error).toMatchObject({ kind: "auth", status });
    expect(error.message).toContain(code);
    expect(error.message).toContain('"virustotal-api-key"');
  });
});

describe("virustotal without a key", () => {
  it("does not take a missing secret for an address that was never seen", async () => {
    const {
      reputations: { virustotal },
    } = connectorsFor(stage.vendors.url, {
      VIRUSTOTAL_SECRET_NAME: "no-such-secret",
    });

    const error = await failureOf(virustotal.lookUp(address));

    expect(error).toMatchObject({ vendor: "key-vault", kind: "auth" });
    expect(error.message).toContain('"no-such-secret"');
  });

  it("names the setting that is missing", async () => {
    const {
      reputations: { virustotal },
    } = connectorsFor(stage.vendors.url, { KEY_VAULT_URL: "" });

    const error = await failureOf(virustotal.lookUp(address));

    expect(error).toMatchObject({ kind: "auth" });
    expect(error.message).toContain("KEY_VAULT_URL is not set");
    expect(stage.vendors.calls()).toEqual([]);
  });
});

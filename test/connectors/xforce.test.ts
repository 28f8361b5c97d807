import dns from "node:dns";
import { xforce } from "../../connectors/xforce";
import type { Observable } from "../../domain/observable";
import { keepsConnectorContract } from "../support/connector-contract";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const address: Observable = { kind: "address", value: "45.83.64.10" };
const domain: Observable = { kind: "domain", value: "contoso-secure-login.net" };
const url: Observable = { kind: "url", value: "https://contoso-secure-login.net/verify" };
const eicar = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";
const hash: Observable = { kind: "hash", value: eicar };
const hostileUrl = "https://contoso-secure-login.net/../ipr/8.8.8.8?next=https://a.example/x y&t=ü";

const lookUp = (observable: Observable) => stage.connectors.reputations.xforce.lookUp(observable);
const paths = () => stage.vendors.calls("xforce").map(({ path }) => path);

/** What the machine's resolver says of a name that does not exist. */
const nothingFound = ((_name: string, _options: object, done: (error: Error) => void) =>
  done(Object.assign(new Error("not found"), { code: "ENOTFOUND" }))) as typeof dns.lookup;

afterEach(() =>
  stage.vendors.scene("xforce", { entitlement: 5_000, account: "active", service: "up" }),
);

for (const [kind, observable] of [
  ["an address", address],
  ["a URL", url],
  ["a hash", hash],
] as const) {
  keepsConnectorContract(
    `xforce.lookUp() of ${kind}`,
    {
      vendor: "xforce",
      secret: "xforce-test-api-key",
      route: "*",
      isWrite: false,
      call: ({ reputations }) => reputations.xforce.lookUp(observable),
      isNotFoundAnAnswer: true,
    },
    stage,
  );
}

keepsConnectorContract(
  "xforce.check()",
  {
    vendor: "xforce",
    secret: "xforce-test-password",
    route: "*",
    isWrite: false,
    call: ({ reputations }) => reputations.xforce.check(),
  },
  stage,
);

describe("xforce.lookUp()", () => {
  it.each([
    [address, "/ipr/45.83.64.10"],
    [{ kind: "address", value: "2606:4700::1" }, "/ipr/2606%3A4700%3A%3A1"],
    [domain, "/url/contoso-secure-login.net"],
    [{ kind: "url", value: hostileUrl }, `/url/${encodeURIComponent(hostileUrl)}`],
    [hash, `/malware/${eicar}`],
  ] as const)("asks about %j in one request", async (observable, path) => {
    await lookUp(observable);

    expect(paths()).toEqual([path]);
  });

  it.each([
    [address, "malicious"],
    [{ kind: "address", value: "45.83.64.11" }, "suspicious"],
    [{ kind: "address", value: "20.112.52.29" }, "unknown"],
    [domain, "malicious"],
    [{ kind: "domain", value: "microsoft.com" }, "benign"],
    [{ kind: "domain", value: "never-seen.example" }, "unknown"],
    [url, "malicious"],
    [hash, "malicious"],
    [{ kind: "hash", value: "a1".repeat(16) }, "unknown"],
  ] as const)("takes %j for %s", async (observable, verdict) => {
    await expect(lookUp(observable)).resolves.toMatchObject({
      source: "IBM X-Force Exchange",
      observable,
      verdict,
    });
  });

  it("says on what the verdict rests, and where to read more", async () => {
    await expect(lookUp(url)).resolves.toEqual({
      source: "IBM X-Force Exchange",
      observable: url,
      verdict: "malicious",
      score: 100,
      confidence: 0.8,
      evidence: "risk score 10 of 10, as Phishing URLs, Early Warning",
      reportUrl:
        "https://exchange.xforce.ibmcloud.com/url/https%3A%2F%2Fcontoso-secure-login.net%2Fverify",
    });
  });

  it("takes what it never saw for unknown, not for a failure", async () => {
    const observable: Observable = { kind: "domain", value: "never-seen.example" };

    await expect(lookUp(observable)).resolves.toEqual({
      source: "IBM X-Force Exchange",
      observable,
      verdict: "unknown",
      score: null,
      confidence: 0,
      evidence: "X-Force has never seen it",
      reportUrl: "https://exchange.xforce.ibmcloud.com/url/never-seen.example",
    });
  });

  it.each([
    ["a number as text", { score: "7.1", cats: null }, "malicious"],
    ["no rating", { score: null, cats: {} }, "unknown"],
    ["a rating inside result", { result: { score: 4, cats: {} } }, "suspicious"],
  ])("reads %s", async (_title, body, verdict) => {
    stage.vendors.fault({ vendor: "xforce", route: "*", body });

    await expect(lookUp(address)).resolves.toMatchObject({ verdict });
  });

  it.each([
    ["without a score", { cats: {} }],
    ["with a score off the scale", { score: 71 }],
  ])("fails at an answer %s", async (_title, body) => {
    stage.vendors.fault({ vendor: "xforce", route: "*", body });

    await expect(failureOf(lookUp(address))).resolves.toMatchObject({ kind: "permanent" });
  });

  it("does not say in an error what was looked up", async () => {
    stage.vendors.fault({ vendor: "xforce", route: "*", status: 503 });

    const { message } = await failureOf(lookUp({ kind: "url", value: hostileUrl }));

    expect(message).toBe("xforce: GET /url answered 503");
  });
});

describe("X-Force out of service is never a verdict", () => {
  it("when the month is used up: it comes back when the next one begins", async () => {
    stage.vendors.scene("xforce", { entitlement: 0 });

    const error = await failureOf(lookUp(address));

    const { kind, retryAfterSeconds = 0 } = error.toFailure();
    const back = new Date(Date.now() + retryAfterSeconds * 1000);
    expect(kind).toBe("rate-limited");
    expect([back.getUTCDate(), back.getUTCHours(), back.getUTCMinutes()]).toEqual([1, 0, 0]);
    expect(error.message).toBe(
      "xforce: GET /ipr answered 402 (Monthly quota exceeded.): the look-ups of this month are used up, or the account has no subscription",
    );
  });

  it.each([
    ["the account has no subscription", { account: "no-subscription" }, "auth", 403],
    ["it was withdrawn", { service: "withdrawn" }, "permanent", 410],
  ])("when %s", async (_title, scene, kind, status) => {
    stage.vendors.scene("xforce", scene);

    for (const observable of [address, domain, url, hash]) {
      await expect(failureOf(lookUp(observable))).resolves.toMatchObject({ kind, status });
    }
  });

  it("when its name is no longer in the DNS", async () => {
    const { reputations } = connectorsFor(stage.vendors.url, { XFORCE_URL: "https://x.invalid" });
    const resolver = jest.spyOn(dns, "lookup").mockImplementation(nothingFound);

    const error = await failureOf(reputations.xforce.lookUp(address));

    expect(resolver).toHaveBeenCalledTimes(1);
    expect(error).toMatchObject({ kind: "transient", status: undefined });
    expect(error.message).toBe("xforce: GET /ipr had no answer (ENOTFOUND)");
  });

  it("when two slashes make it refuse a good key", async () => {
    const slashed = xforce(
      { url: `${stage.vendors.url}/xforce/`, secretName: "xforce-credentials" },
      { maliciousFrom: 7, suspiciousFrom: 4 },
      {
        get: async () => '{"apiKey":"xforce-test-api-key","apiPassword":"xforce-test-password"}',
        forget: () => undefined,
      },
    );

    await expect(failureOf(slashed.lookUp(address))).resolves.toMatchObject({ kind: "auth" });
  });

  it("but a final slash in XFORCE_URL does no harm", async () => {
    const { reputations } = connectorsFor(stage.vendors.url, {
      XFORCE_URL: `${stage.vendors.url}/xforce/`,
    });

    await expect(reputations.xforce.lookUp(address)).resolves.toMatchObject({
      verdict: "malicious",
    });
  });
});

describe("xforce.check()", () => {
  it("says what is left of the month, and uses nothing of it", async () => {
    await lookUp(address);
    const { usage } = stage.vendors.state("xforce") as { usage: { usage: number }[] };
    const left = 5_000 - (usage[0]?.usage ?? 0);

    for (let index = 0; index < 2; index++) {
      await expect(stage.connectors.reputations.xforce.check()).resolves.toBe(
        `key accepted, ${left} of 5000 look-ups left this month`,
      );
    }
    expect(paths()).toEqual([
      "/ipr/45.83.64.10",
      "/all-subscriptions/usage",
      "/all-subscriptions/usage",
    ]);
  });

  it("says no number that IBM does not say", async () => {
    stage.vendors.fault({ vendor: "xforce", route: "*", body: [{ subscriptionType: "api" }] });

    await expect(stage.connectors.reputations.xforce.check()).resolves.toBe("key accepted");
  });

  it("names the subscription that is missing", async () => {
    stage.vendors.scene("xforce", { account: "no-subscription" });

    const { message } = await failureOf(stage.connectors.reputations.xforce.check());

    expect(message).toMatch(/answered 403 .*: give the account a subscription to the API$/);
  });
});

describe("xforce with a secret that is no pair", () => {
  it("notices at the next call that somebody mended it", async () => {
    const hold = (value: string) =>
      stage.vendors.scene("key-vault", { secrets: { "a-pair": { value } } });
    const { reputations } = connectorsFor(stage.vendors.url, { XFORCE_SECRET_NAME: "a-pair" });
    hold("xforce-test-api-key");
    await failureOf(reputations.xforce.lookUp(address));

    hold('{"apiKey":"xforce-test-api-key","apiPassword":"xforce-test-password"}');

    await expect(reputations.xforce.lookUp(address)).resolves.toMatchObject({
      verdict: "malicious",
    });
  });

  it.each([
    "xforce-test-api-key",
    '{"apiKey":"xforce-test-api-key"}',
    '{"apiKey":"a:b","apiPassword":"xforce-test-password"}',
  ])("asks nothing, and says what is missing: %j", async (value) => {
    stage.vendors.scene("key-vault", { secrets: { "half-a-pair": { value } } });
    const { reputations } = connectorsFor(stage.vendors.url, { XFORCE_SECRET_NAME: "half-a-pair" });

    const error = await failureOf(reputations.xforce.lookUp(address));

    expect(error).toMatchObject({ kind: "auth" });
    expect(error.message).toBe(
      'xforce: The secret "half-a-pair" must be JSON with apiKey and apiPassword',
    );
    expect(stage.vendors.calls("xforce")).toEqual([]);
  });
});

import type { Observable } from "../../domain/observable";
import { keepsConnectorContract } from "../support/connector-contract";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const address: Observable = { kind: "address", value: "45.83.64.10" };
const domain: Observable = { kind: "domain", value: "contoso-secure-login.net" };
const url: Observable = { kind: "url", value: "https://contoso-secure-login.net/verify" };
const eicar = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";
const hostileUrl = "https://contoso-secure-login.net/../users/me?next=https://a.example/%20&t=x";

const lookUp = (observable: Observable) => stage.connectors.reputations.otx.lookUp(observable);
const check = () => stage.connectors.reputations.otx.check();
const paths = () => stage.vendors.calls("otx").map(({ path }) => path);
const answer = (body: unknown) => stage.vendors.fault({ vendor: "otx", route: "*", body });

afterEach(() =>
  stage.vendors.scene("otx", { anonymous: "refused", unknown: "empty", perHour: 10_000 }),
);

keepsConnectorContract(
  "otx.lookUp()",
  {
    vendor: "otx",
    secret: "otx-test-key",
    route: "GET /api/v1/indicators",
    isWrite: false,
    call: ({ reputations }) => reputations.otx.lookUp(address),
    isNotFoundAnAnswer: true,
    isForbiddenRefusal: true,
  },
  stage,
);

keepsConnectorContract(
  "otx.check()",
  {
    vendor: "otx",
    secret: "otx-test-key",
    route: "GET /api/v1/users/me",
    isWrite: false,
    call: ({ reputations }) => reputations.otx.check(),
    isForbiddenRefusal: true,
  },
  stage,
);

describe("otx.lookUp()", () => {
  it.each([
    [address, "/api/v1/indicators/IPv4/45.83.64.10/general"],
    [
      { kind: "address", value: "2606:4700::1" },
      "/api/v1/indicators/IPv6/2606%3A4700%3A%3A1/general",
    ],
    [domain, "/api/v1/indicators/domain/contoso-secure-login.net/general"],
    [
      { kind: "domain", value: "www.microsoft.com" },
      "/api/v1/indicators/hostname/www.microsoft.com/general",
    ],
    [
      { kind: "url", value: hostileUrl },
      `/api/v1/indicators/url/${encodeURIComponent(hostileUrl)}/general`,
    ],
    [{ kind: "hash", value: eicar }, `/api/v1/indicators/file/${eicar}/general`],
  ] as const)("asks about %j in one request", async (observable, path) => {
    await lookUp(observable);

    expect(paths()).toEqual([path]);
  });

  it.each([
    [address, "malicious"],
    [{ kind: "address", value: "45.83.64.11" }, "suspicious"],
    [{ kind: "address", value: "20.112.52.29" }, "unknown"],
    [domain, "malicious"],
    [{ kind: "domain", value: "www.contoso-secure-login.net" }, "unknown"],
    [{ kind: "domain", value: "microsoft.com" }, "unknown"],
    [{ kind: "domain", value: "www.microsoft.com" }, "unknown"],
    [url, "malicious"],
    [{ kind: "hash", value: eicar }, "unknown"],
  ] as const)("takes %j for %s", async (observable, verdict) => {
    await expect(lookUp(observable)).resolves.toMatchObject({
      source: "LevelBlue OTX",
      observable,
      verdict,
    });
  });

  it("says on what the verdict rests, when a pulse last changed, and where to read more", async () => {
    answer({
      pulse_info: { count: 7, pulses: [{ name: "x", modified: "2026-10-02T10:00:00.000000" }] },
      validation: [],
      false_positive: [],
    });

    await expect(lookUp(address)).resolves.toEqual({
      source: "LevelBlue OTX",
      observable: address,
      verdict: "malicious",
      score: 100,
      confidence: 0.5,
      evidence: "7 pulses name it",
      reportUrl: "https://otx.alienvault.com/indicator/ip/45.83.64.10",
      analysedAt: "2026-10-02T10:00:00.000Z",
    });
  });

  it("takes what no pulse names for unknown, whether the answer is empty or 404", async () => {
    const observable: Observable = { kind: "url", value: "https://never-seen.example/" };
    const nothing = {
      source: "LevelBlue OTX",
      observable,
      verdict: "unknown",
      score: null,
      confidence: 0,
      evidence: "no pulse names it",
      reportUrl: "https://otx.alienvault.com/indicator/url/https%3A%2F%2Fnever-seen.example%2F",
    };

    await expect(lookUp(observable)).resolves.toEqual(nothing);
    stage.vendors.scene("otx", { unknown: "not-found" });
    await expect(lookUp(observable)).resolves.toEqual(nothing);
    expect(stage.vendors.calls("otx").map(({ status }) => status)).toEqual([200, 404]);
  });

  it("asks nothing about a public suffix, which OTX would refuse", async () => {
    await expect(lookUp({ kind: "domain", value: "co.uk" })).resolves.toMatchObject({
      verdict: "unknown",
      score: null,
      evidence: "a public suffix, which OTX does not file",
    });
    expect(paths()).toEqual([]);
  });

  it.each([
    ["a count as text", { pulse_info: { count: "2" } }],
    ["nulls", { pulse_info: { count: 2, pulses: null }, validation: null, false_positive: null }],
    ["a pulse without a date", { pulse_info: { count: 2, pulses: [{ modified: 7 }] } }],
  ])("reads %s", async (_title, body) => {
    answer(body);

    await expect(lookUp(address)).resolves.toMatchObject({ verdict: "suspicious", score: 40 });
  });

  it("does not take an answer without a count for one without pulses", async () => {
    const body = { pulse_info: { count: null, pulses: null } };
    stage.vendors.fault({ vendor: "otx", route: "*", body });

    const error = await failureOf(
      stage.connectors.reputations.otx.lookUp({ kind: "address", value: "45.83.64.10" }),
    );

    expect(error).toMatchObject({ kind: "permanent" });
    expect(error.message).toMatch(/without the expected pulse_info\.count$/);
  });

  it("does not say in an error what was looked up", async () => {
    stage.vendors.fault({ vendor: "otx", route: "*", kind: "html", status: 504 });

    const error = await failureOf(lookUp({ kind: "url", value: hostileUrl }));

    expect(error).toMatchObject({ kind: "transient" });
    expect(error.message).toBe("otx: GET /api/v1/indicators/url answered 504");
  });
});

describe("OTX out of service is never a verdict", () => {
  it("when it does not answer: it is given 20 seconds, and asked again later", async () => {
    stage.vendors.fault({ vendor: "otx", route: "*", kind: "timeout" });
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    const clock = jest.spyOn(AbortSignal, "timeout").mockImplementation((ms) => timeout(ms / 1000));

    const error = await failureOf(lookUp(address));

    expect(clock).toHaveBeenLastCalledWith(20_000);
    expect(error).toMatchObject({ kind: "transient" });
    expect(error.message).toBe("otx: GET /api/v1/indicators/IPv4 had no answer within 20 s");
  });

  it("when it was withdrawn", async () => {
    stage.vendors.fault({ vendor: "otx", route: "*", status: 410 });

    await expect(failureOf(lookUp(address))).resolves.toMatchObject({
      kind: "permanent",
      status: 410,
    });
  });

  it("when the hour is used up: it comes back after five minutes", async () => {
    stage.vendors.scene("otx", { perHour: 0 });

    const error = await failureOf(lookUp(address));

    expect(error.toFailure()).toEqual({
      kind: "rate-limited",
      vendor: "otx",
      message: "otx: GET /api/v1/indicators/IPv4 answered 429 (Over throttling limit (0/hour))",
      retryAfterSeconds: 300,
    });
  });

  it("when it says 429 to somebody whom it does not know", async () => {
    const detail = "Anonymous access to this endpoint is limited. Please authenticate.";
    stage.vendors.fault({ vendor: "otx", route: "*", status: 429, body: { detail } });

    const error = await failureOf(lookUp(address));

    expect(error).toMatchObject({ kind: "auth" });
    expect(error.message).toContain(detail);
  });
});

describe("otx.check()", () => {
  it("asks whose key it is", async () => {
    await expect(check()).resolves.toBe("key accepted");
    expect(paths()).toEqual(["/api/v1/users/me"]);
  });

  it("finds a bad key, even while look-ups are answered without a good one", async () => {
    stage.vendors.scene("otx", { anonymous: "answered" });
    stage.vendors.scene("key-vault", { secrets: { "a-bad-key": { value: "not-a-key" } } });
    const { reputations } = connectorsFor(stage.vendors.url, { OTX_SECRET_NAME: "a-bad-key" });

    await expect(reputations.otx.lookUp(address)).resolves.toMatchObject({ verdict: "malicious" });
    const error = await failureOf(reputations.otx.check());

    expect(error).toMatchObject({ kind: "auth", status: 403 });
    expect(error.message).toBe(
      'otx: GET /api/v1/users/me answered 403 (Authentication required): put the API key of an OTX account into the secret "a-bad-key"',
    );
  });
});

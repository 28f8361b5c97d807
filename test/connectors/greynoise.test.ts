import type { Observable } from "../../domain/observable";
import { keepsConnectorContract } from "../support/connector-contract";
import { connectorsFor, failureOf, useStage } from "./stage";

const community = useStage();
const full = useStage({ GREYNOISE_PLAN: "full" });
const stages = { community, full };
const address: Observable = { kind: "address", value: "45.83.64.10" };

const paths = (stage = community) => stage.vendors.calls("greynoise").map(({ path }) => path);
const lookUp = (value: string, stage = community) =>
  stage.connectors.reputations.greynoise.lookUp({ kind: "address", value });
const answer = (body: unknown, stage = community) =>
  stage.vendors.fault({ vendor: "greynoise", route: "*", body });

afterEach(() => {
  for (const { vendors } of [community, full]) {
    vendors.scene("greynoise", {
      offering: "enterprise",
      perWeek: 50,
      expiration: "2099-12-31",
      unknown: "empty",
    });
  }
});

for (const [plan, route] of [
  ["community", "GET /v3/community/{ip}"],
  ["full", "GET /v3/ip/{ip}"],
] as const) {
  keepsConnectorContract(
    plan === "community" ? "greynoise.lookUp()" : "greynoise.lookUp() of a paid plan",
    {
      vendor: "greynoise",
      secret: "greynoise-test-key",
      route,
      isWrite: false,
      call: ({ reputations }) => reputations.greynoise.lookUp(address),
      isNotFoundAnAnswer: true,
    },
    stages[plan],
  );
}

keepsConnectorContract(
  "greynoise.check()",
  {
    vendor: "greynoise",
    secret: "greynoise-test-key",
    route: "GET /ping",
    isWrite: false,
    call: ({ reputations }) => reputations.greynoise.check(),
  },
  community,
);

describe("greynoise.lookUp()", () => {
  it.each([
    ["community", "/v3/community/45.83.64.10"],
    ["full", "/v3/ip/45.83.64.10"],
  ] as const)("asks the endpoint of the plan %s, once", async (plan, path) => {
    await lookUp("45.83.64.10", stages[plan]);

    expect(paths(stages[plan])).toEqual([path]);
  });

  it.each([
    ["45.83.64.10", "malicious"],
    ["45.83.64.11", "suspicious"],
    ["20.112.52.29", "benign"],
    ["8.8.4.4", "unknown"],
  ])("takes %s for %s, by either plan", async (value, verdict) => {
    for (const stage of [community, full]) {
      await expect(lookUp(value, stage)).resolves.toMatchObject({
        source: "GreyNoise",
        observable: { kind: "address", value },
        verdict,
      });
    }
  });

  it("says on what the verdict of a community key rests, and where to read more", async () => {
    answer({
      ip: "45.83.64.10",
      noise: true,
      riot: false,
      classification: "malicious",
      name: "unknown",
      link: "https://evil.example/",
      last_seen: "2026-11-22",
      message: "Success",
    });

    await expect(lookUp("45.83.64.10")).resolves.toEqual({
      source: "GreyNoise",
      observable: address,
      verdict: "malicious",
      score: 100,
      confidence: 0.8,
      evidence:
        "classified malicious, noise: true (it scans the whole internet), last seen 2026-11-22",
      reportUrl: "https://viz.greynoise.io/ip/45.83.64.10",
      analysedAt: "2026-11-22T00:00:00.000Z",
    });
  });

  it("says what a paid plan adds to it", async () => {
    answer(
      {
        ip: "45.83.64.10",
        business_service_intelligence: { found: false, trust_level: "" },
        internet_scanner_intelligence: {
          found: true,
          classification: "suspicious",
          last_seen: "2026-11-22 06:30:00",
          spoofable: true,
          tags: [{ name: "SSH <Bruteforcer>" }, { name: "b" }, { name: "c" }, { name: "d" }],
        },
      },
      full,
    );

    await expect(lookUp("45.83.64.10", full)).resolves.toMatchObject({
      verdict: "suspicious",
      score: 60,
      evidence:
        "classified suspicious, noise: true (it scans the whole internet), may be spoofed, SSH Bruteforcer + b + c + 1 more, last seen 2026-11-22",
      analysedAt: "2026-11-22T00:00:00.000Z",
    });
  });

  it.each([
    [community, "community", "empty"],
    [full, "full", "empty"],
    [full, "full", "not-found"],
  ])("takes what never scanned for unknown: %#", async (stage, plan, unknown) => {
    stage.vendors.scene("greynoise", { unknown });

    await expect(lookUp("8.8.4.4", stage)).resolves.toEqual({
      source: "GreyNoise",
      observable: { kind: "address", value: "8.8.4.4" },
      verdict: "unknown",
      score: null,
      confidence: 0,
      evidence: "never seen scanning the internet (noise: false), which clears nothing",
      reportUrl: "https://viz.greynoise.io/ip/8.8.4.4",
    });
    const [call] = stage.vendors.calls("greynoise");
    expect(call?.status).toBe(plan === "full" && unknown === "empty" ? 200 : 404);
  });

  it.each([
    ["a member that the plan does not include", { found: null, trust_level: "" }],
    ["nothing in its place", null],
    ["a number for a text", { found: true, name: null, trust_level: 2 }],
  ])("reads %s", async (_title, service) => {
    const scanner = { found: true, classification: "malicious", last_seen: null, tags: null };
    answer(
      { internet_scanner_intelligence: scanner, business_service_intelligence: service },
      full,
    );

    await expect(lookUp("45.83.64.10", full)).resolves.toMatchObject({ verdict: "malicious" });
  });

  it.each([
    [
      { found: false, trust_level: "" },
      "unknown",
      "the plan of the key does not say whether it scans the internet",
    ],
    [
      { found: true, name: "Microsoft 365", trust_level: "1" },
      "benign",
      "classified unknown, noise: not told by the plan, a business service (Microsoft 365) of trust level 1",
    ],
  ])(
    "does not take what the plan leaves out for never seen: %j",
    async (service, verdict, evidence) => {
      answer(
        {
          internet_scanner_intelligence: { found: null },
          business_service_intelligence: service,
        },
        full,
      );

      await expect(lookUp("45.83.64.10", full)).resolves.toMatchObject({ verdict, evidence });
    },
  );

  it("fails for an address of IPv6, which GreyNoise does not take", async () => {
    const error = await failureOf(lookUp("2606:4700::1"));

    expect(paths()).toEqual(["/v3/community/2606%3A4700%3A%3A1"]);
    expect(error).toMatchObject({ kind: "permanent", status: 400 });
    expect(error.message).toBe(
      "greynoise: GET /v3/community answered 400 (Request is not a valid routable IPv4 address)",
    );
  });

  it("does not take a withdrawn API for an address that never scanned", async () => {
    const { vendors } = community;
    const { reputations } = connectorsFor(vendors.url, {
      GREYNOISE_URL: `${vendors.url}/greynoise/v2`,
    });

    const error = await failureOf(reputations.greynoise.lookUp(address));

    expect(error).toMatchObject({ kind: "permanent", status: 410 });
    expect(error.message).toContain("set GREYNOISE_URL to where API v3 is");
  });

  it("comes back after an hour when the look-ups of the plan are used up", async () => {
    community.vendors.scene("greynoise", { offering: "community", perWeek: 0 });

    const error = await failureOf(lookUp("45.83.64.10"));

    expect(error.toFailure()).toMatchObject({ kind: "rate-limited", retryAfterSeconds: 3_600 });
    expect(error.message).toContain("weekly rate limit of 0 requests");
  });

  it("names the plan that a community key lacks", async () => {
    full.vendors.scene("greynoise", { offering: "community" });

    const error = await failureOf(lookUp("45.83.64.10", full));

    expect(error).toMatchObject({ kind: "auth", status: 403 });
    expect(error.message).toContain('or set GREYNOISE_PLAN to "community"');
  });
});

describe("greynoise.check()", () => {
  const check = (stage = community) => stage.connectors.reputations.greynoise.check();

  it("asks what the key is good for", async () => {
    await expect(check()).resolves.toBe('key accepted, plan "enterprise", until 2099-12-31');
    expect(paths()).toEqual(["/ping"]);
  });

  it("costs no look-up", async () => {
    community.vendors.scene("greynoise", { offering: "community", perWeek: 0 });

    await expect(check()).resolves.toContain("key accepted");
  });

  it.each([
    [{ message: "pong" }, "key accepted"],
    [{ message: "pong", offering: "<b>", expiration: "never" }, "key accepted"],
    [{ message: "pong", offering: "vip", expiration: null }, 'key accepted, plan "vip"'],
  ])("reads %j", async (body, phrase) => {
    answer(body);

    await expect(check()).resolves.toBe(phrase);
  });

  it("finds a key whose plan is not the one that is set up", async () => {
    full.vendors.scene("greynoise", { offering: "community" });

    const error = await failureOf(check(full));

    expect(error.kind).toBe("auth");
    expect(error.message).toBe(
      'greynoise: GET /ping answered that the key in the secret "greynoise-api-key" is a community key: give the key in the secret "greynoise-api-key" a paid plan, or set GREYNOISE_PLAN to "community"',
    );
  });

  it("finds an expired key", async () => {
    community.vendors.scene("greynoise", { expiration: "2020-12-31" });

    const error = await failureOf(check());

    expect(error.kind).toBe("auth");
    expect(error.message).toBe(
      'greynoise: GET /ping answered that the key in the secret "greynoise-api-key" has expired: put a new one there',
    );
  });
});

import type { Observable } from "../../domain/observable";
import { keepsConnectorContract } from "../support/connector-contract";
import { failureOf, useStage } from "./stage";

const stage = useStage();
const address: Observable = { kind: "address", value: "45.83.64.10" };
const lookUp = (value: string) =>
  stage.connectors.reputations.abuseipdb.lookUp({ kind: "address", value });
const paths = () => stage.vendors.calls("abuseipdb").map(({ path }) => path);
const answer = (data: object) =>
  stage.vendors.fault({ vendor: "abuseipdb", route: "*", body: { data } });

afterEach(() => stage.vendors.scene("abuseipdb", { perDay: 1_000 }));

keepsConnectorContract(
  "abuseipdb.lookUp()",
  {
    vendor: "abuseipdb",
    secret: "abuseipdb-test-key",
    route: "GET /api/v2/check",
    isWrite: false,
    call: ({ reputations }) => reputations.abuseipdb.lookUp(address),
  },
  stage,
);

keepsConnectorContract(
  "abuseipdb.check()",
  {
    vendor: "abuseipdb",
    secret: "abuseipdb-test-key",
    route: "GET /api/v2/check",
    isWrite: false,
    call: ({ reputations }) => reputations.abuseipdb.check(),
  },
  stage,
);

describe("abuseipdb.lookUp()", () => {
  it.each(["45.83.64.10", "2606:4700::1"])(
    "asks about %s, and for reports as old as the policy says",
    async (value) => {
      await lookUp(value);

      expect(paths()).toEqual([
        `/api/v2/check?ipAddress=${encodeURIComponent(value)}&maxAgeInDays=90`,
      ]);
    },
  );

  it.each([
    ["45.83.64.10", "malicious"],
    ["45.83.64.11", "suspicious"],
    ["20.112.52.29", "unknown"],
    ["203.0.112.9", "unknown"],
    ["2606:4700::1", "unknown"],
  ])("takes %s for %s", async (value, verdict) => {
    await expect(lookUp(value)).resolves.toMatchObject({
      source: "AbuseIPDB",
      observable: { kind: "address", value },
      verdict,
    });
  });

  it("says on what the verdict rests, when it was last reported, and where to read more", async () => {
    answer({
      abuseConfidenceScore: 88,
      totalReports: 41,
      numDistinctUsers: 17,
      isWhitelisted: null,
      lastReportedAt: "2026-11-20T07:11:00+00:00",
    });

    await expect(lookUp("45.83.64.10")).resolves.toEqual({
      source: "AbuseIPDB",
      observable: address,
      verdict: "malicious",
      score: 88,
      confidence: 0.8,
      evidence: "abuse confidence 88 of 100, 41 reports by 17 people in 90 days",
      reportUrl: "https://www.abuseipdb.com/check/45.83.64.10",
      analysedAt: "2026-11-20T07:11:00.000Z",
    });
  });

  it.each([
    ["nulls", { isWhitelisted: null, numDistinctUsers: null, lastReportedAt: null }],
    ["texts for numbers", { abuseConfidenceScore: "80", totalReports: "4" }],
    ["members of other kinds", { isWhitelisted: "no", lastReportedAt: 7 }],
  ])("reads %s", async (_title, members) => {
    answer({ abuseConfidenceScore: 80, totalReports: 4, ...members });

    await expect(lookUp("45.83.64.10")).resolves.toMatchObject({
      verdict: "suspicious",
      score: 80,
      evidence: "abuse confidence 80 of 100, 4 reports in 90 days",
    });
  });

  it.each([
    ["null", null],
    ["empty", ""],
  ])("does not take numbers that are %s for an address that nobody reported", async (_, none) => {
    answer({ abuseConfidenceScore: none, totalReports: none });

    const error = await failureOf(lookUp("203.0.112.9"));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(error.message).toMatch(
      /without the expected data\.abuseConfidenceScore, data\.totalReports$/,
    );
  });

  it("does not say in an error what was looked up", async () => {
    stage.vendors.fault({ vendor: "abuseipdb", route: "*", status: 503 });

    const error = await failureOf(lookUp("45.83.64.10"));

    expect(error.message).toBe("abuseipdb: GET /api/v2/check answered 503");
  });

  it("comes back when the day is over, as AbuseIPDB says, once its look-ups are used up", async () => {
    stage.vendors.scene("abuseipdb", { perDay: 0 });

    const error = await failureOf(lookUp("45.83.64.10"));

    const { kind, retryAfterSeconds = 0 } = error.toFailure();
    const untilMidnight = 86_400 - ((Date.now() / 1_000) % 86_400);
    expect(kind).toBe("rate-limited");
    expect(Math.abs(retryAfterSeconds - untilMidnight)).toBeLessThan(60);
    expect(error.message).toBe(
      "abuseipdb: GET /api/v2/check answered 429 (Daily rate limit of 0 requests exceeded for this endpoint. See headers for additional details.): the look-ups of this day are used up",
    );
  });

  it("says what AbuseIPDB does not understand", async () => {
    const error = await failureOf(lookUp("no-address"));

    expect(error).toMatchObject({ kind: "permanent", status: 422 });
    expect(error.message).toContain("(The ip address must be a valid IPv4 or IPv6 address");
  });

  it("waits for the next day in UTC when a 429 does not say how long", async () => {
    stage.vendors.fault({ vendor: "abuseipdb", route: "*", status: 429 });
    const clock = jest.spyOn(Date, "now").mockReturnValue(Date.UTC(2026, 10, 24, 23, 0, 0));

    const error = await failureOf(lookUp("45.83.64.10")).finally(() => clock.mockRestore());

    expect(error.retryAfterSeconds).toBe(3_600);
  });
});

describe("abuseipdb.check()", () => {
  it("asks about a public resolver, and says what that cost", async () => {
    stage.vendors.scene("abuseipdb", { perDay: 5_000 });
    const { usedToday } = stage.vendors.state("abuseipdb") as { usedToday: number };

    await expect(stage.connectors.reputations.abuseipdb.check()).resolves.toBe(
      `key accepted, for one look-up of the day: ${4_999 - usedToday} of 5000 left`,
    );

    expect(paths()).toEqual(["/api/v2/check?ipAddress=8.8.8.8&maxAgeInDays=90"]);
  });

  it("says no numbers where AbuseIPDB says none", async () => {
    answer({ abuseConfidenceScore: 0, totalReports: 0 });

    await expect(stage.connectors.reputations.abuseipdb.check()).resolves.toBe(
      "key accepted, for one look-up of the day",
    );
  });

  it("names the secret whose key is refused", async () => {
    stage.vendors.fault({ vendor: "abuseipdb", route: "*", status: 401, forever: true });

    const error = await failureOf(stage.connectors.reputations.abuseipdb.check());

    expect(error.message).toBe(
      'abuseipdb: GET /api/v2/check answered 401: put a valid key of API v2 into the secret "abuseipdb-api-key"',
    );
  });
});

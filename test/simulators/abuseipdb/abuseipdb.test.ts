import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { abuseipdb, abuseipdbKey } from "../../../simulators/abuseipdb";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";

const start = Date.UTC(2026, 10, 24, 23, 59, 30);

let now: number;
let running: RunningSimulators;

async function check(query: string, headers: Record<string, string> = { Key: abuseipdbKey }) {
  const response = await fetch(`${running.url}/abuseipdb/api/v2/check?${query}`, { headers });
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body };
}

const scene = (value: unknown): void => running.scene("abuseipdb", value);

async function open(memoryFile?: string): Promise<RunningSimulators> {
  const memory = memoryFile === undefined ? {} : { memoryFile };
  return startSimulators({ port: 0, only: [abuseipdb], now: () => now, ...memory });
}

beforeEach(async () => {
  now = start;
  running = await open();
});
afterEach(() => running.close());

describe("a check", () => {
  it("tells what was reported, with members that may be null", async () => {
    const { status, body } = await check("ipAddress=45.83.64.11&maxAgeInDays=90");

    expect(status).toBe(200);
    expect(body).toEqual({
      data: {
        ipAddress: "45.83.64.11",
        isPublic: true,
        ipVersion: 4,
        isWhitelisted: null,
        abuseConfidenceScore: 38,
        countryCode: "NL",
        usageType: "Data Center/Web Hosting/Transit",
        isp: "Example Transit",
        domain: null,
        hostnames: [],
        isTor: false,
        totalReports: 9,
        numDistinctUsers: 5,
        lastReportedAt: "2026-11-12T23:59:30+00:00",
      },
    });
  });

  it("tells nothing of what nobody reported, of either family", async () => {
    await expect(check("ipAddress=2606:4700::1")).resolves.toMatchObject({
      status: 200,
      body: { data: { ipVersion: 6, totalReports: 0, lastReportedAt: null } },
    });
  });

  it.each([
    ["11", 0, 0],
    ["12", 9, 38],
  ])("counts reports of the last %s days", async (days, totalReports, abuseConfidenceScore) => {
    await expect(check(`ipAddress=45.83.64.11&maxAgeInDays=${days}`)).resolves.toMatchObject({
      body: { data: { totalReports, abuseConfidenceScore } },
    });
  });

  it("lists reports when it is asked to", async () => {
    await expect(check("ipAddress=45.83.64.10&verbose")).resolves.toMatchObject({
      body: { data: { countryName: "Netherlands", reports: [{ categories: [18, 22] }] } },
    });
  });

  it.each([
    ["", "ipAddress"],
    ["ipAddress=contoso.example", "ipAddress"],
    ["ipAddress=45.83.64.0/24", "ipAddress"],
    ["ipAddress=45.83.64.10&maxAgeInDays=0", "maxAgeInDays"],
    ["ipAddress=45.83.64.10&maxAgeInDays=366", "maxAgeInDays"],
    ["ipAddress=45.83.64.10&maxAgeInDays=week", "maxAgeInDays"],
  ])("refuses ?%s", async (query, parameter) => {
    await expect(check(query)).resolves.toMatchObject({
      status: 422,
      body: { errors: [{ detail: expect.any(String), status: 422, source: { parameter } }] },
    });
  });
});

describe("the key", () => {
  it.each([
    ["none", {}],
    ["another", { Key: "other" }],
    ["one in another header", { authorization: `Bearer ${abuseipdbKey}` }],
  ])("is refused: %s", async (_title, headers: Record<string, string>) => {
    await expect(check("ipAddress=45.83.64.10", headers)).resolves.toMatchObject({
      status: 401,
      body: { errors: [{ status: 401 }] },
    });
  });
});

describe("the quota of a day", () => {
  it("is told with every answer, and is over until midnight in UTC", async () => {
    scene({ perDay: 2 });
    const first = await check("ipAddress=45.83.64.10");
    await check("ipAddress=nonsense");

    const over = await check("ipAddress=45.83.64.10");
    now += 30_000;
    const next = await check("ipAddress=45.83.64.10");

    expect(first.headers.get("x-ratelimit-limit")).toBe("2");
    expect(first.headers.get("x-ratelimit-remaining")).toBe("1");
    expect(over.status).toBe(429);
    expect(over.headers.get("retry-after")).toBe("30");
    expect(over.headers.get("x-ratelimit-remaining")).toBe("0");
    expect(over.headers.get("x-ratelimit-reset")).toBe(String(Date.UTC(2026, 10, 25) / 1_000));
    expect(over.body).toMatchObject({ errors: [{ status: 429 }] });
    expect(next.status).toBe(200);
  });

  it("is not used by whom it refuses", async () => {
    scene({ perDay: 1 });
    await check("ipAddress=45.83.64.10", {});

    await expect(check("ipAddress=45.83.64.10")).resolves.toMatchObject({ status: 200 });
  });
});

describe("a scene", () => {
  it("teaches addresses, however they are written, and forgets others", async () => {
    scene({
      addresses: { "2606:4700:0::1": { score: 80, reports: 4, people: 3 }, "45.83.64.10": null },
    });

    await expect(check("ipAddress=2606:4700::1")).resolves.toMatchObject({
      body: { data: { ipAddress: "2606:4700::1", abuseConfidenceScore: 80 } },
    });
    await expect(check("ipAddress=45.83.64.10")).resolves.toMatchObject({
      body: { data: { totalReports: 0 } },
    });
  });

  it("teaches many addresses at once", async () => {
    const many = Array.from({ length: 500 }, (_, index) => `203.0.${index >> 8}.${index & 255}`);
    scene({ addresses: Object.fromEntries(many.map((one) => [one, { score: 90, reports: 9 }])) });

    await expect(check("ipAddress=203.0.1.243")).resolves.toMatchObject({
      body: { data: { abuseConfidenceScore: 90 } },
    });
  });

  it.each([
    [[], "must be an object"],
    [{ quota: 4 }, '"quota" is not known'],
    [{ perDay: "4" }, "perDay must be a number"],
    [{ addresses: { "a.example": {} } }, '"a.example" is no address'],
    [{ addresses: { "8.8.8.8": 9 } }, '"8.8.8.8" must be an object'],
    [{ addresses: { "8.8.8.8": { score: 101 } } }, '"score": 101'],
    [{ addresses: { "8.8.8.8": { bad: 1 } } }, '"bad": 1'],
  ])("%j is refused in one sentence", (value, sentence) => {
    const before = running.state("abuseipdb");

    expect(() => scene(value)).toThrow(sentence);

    expect(running.state("abuseipdb")).toEqual(before);
  });

  it("and the used quota outlive a restart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "abuseipdb-"));
    await running.close();
    running = await open(join(folder, "memory.db"));
    scene({ perDay: 1, addresses: { "203.0.113.10": { score: 90, reports: 9 } } });
    await check("ipAddress=203.0.113.10");
    await running.close();

    running = await open(join(folder, "memory.db"));

    expect(running.state("abuseipdb")).toMatchObject({ perDay: 1, usedToday: 1 });
    expect(running.state("abuseipdb")).toMatchObject({
      addresses: expect.arrayContaining([expect.objectContaining({ address: "203.0.113.10" })]),
    });
    await running.close();
    rmSync(folder, { recursive: true });
    running = await open();
  });
});

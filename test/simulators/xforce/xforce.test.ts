import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import { xforce, xforceCredentials } from "../../../simulators/xforce";
import { eicarSha256 } from "../../../simulators/xforce/test-reports";

/** Monday, 30 November 2026, 23:59:30 UTC. */
const start = Date.UTC(2026, 10, 30, 23, 59, 30);
const phishing = "https://contoso-secure-login.net/verify";

let now: number;
let running: RunningSimulators;

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString("base64")}`;
const { apiKey, apiPassword } = xforceCredentials;
const good = basic(`${apiKey}:${apiPassword}`);

async function ask(path: string, authorization: string | null = good) {
  const headers = authorization === null ? {} : { authorization };
  const response = await fetch(`${running.url}/xforce${path}`, { headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const scene = (value: unknown): void => running.scene("xforce", value);

async function open(memoryFile?: string): Promise<RunningSimulators> {
  const memory = memoryFile === undefined ? {} : { memoryFile };
  return startSimulators({ port: 0, only: [xforce], now: () => now, ...memory });
}

beforeEach(async () => {
  now = start;
  running = await open();
});
afterEach(() => running.close());

describe("a report", () => {
  it("of an address is flat, and its categories are percentages", async () => {
    const { status, body } = await ask("/ipr/45.83.64.10");

    expect(status).toBe(200);
    expect(body).toMatchObject({
      ip: "45.83.64.10",
      score: 7.1,
      cats: { "Scanning IPs": 57, Bots: 14 },
      geo: { countrycode: "NL" },
    });
    expect(body).not.toHaveProperty("result");
  });

  it("of an address nobody reported has the lowest score and no category", async () => {
    for (const address of ["20.112.52.29", "2606%3A4700%3A%3A1"]) {
      const { status, body } = await ask(`/ipr/${address}`);

      expect(status).toBe(200);
      expect(body).toMatchObject({ score: 1, cats: {}, reason: "Regional Internet Registry" });
    }
  });

  it("has dates with milliseconds and without", async () => {
    const { history } = (await ask("/ipr/45.83.64.10")).body as { history: { created: string }[] };

    expect(history.map(({ created }) => created)).toEqual([
      "2012-03-22T07:26:00Z",
      "2026-11-30T22:59:30.000Z",
    ]);
  });

  it.each([
    [phishing, 10],
    ["contoso-secure-login.net", 8.6],
    ["https://CONTOSO-secure-login.net/", 8.6],
  ])("of %s is inside result, and its categories are true", async (text, score) => {
    const { status, body } = await ask(`/url/${encodeURIComponent(text)}`);

    expect(status).toBe(200);
    expect(body).toMatchObject({ result: { score, cats: { "Phishing URLs": true } } });
  });

  it("of a hash has a risk in words", async () => {
    const { status, body } = await ask(`/malware/${eicarSha256.toUpperCase()}`);

    expect(status).toBe(200);
    expect(body).toMatchObject({
      malware: { type: "sha256", risk: "high", hash: `0x${eicarSha256.toUpperCase()}` },
    });
  });

  it.each([
    "/url/never-seen.example",
    `/url/${encodeURIComponent(`${phishing}/more`)}`,
    `/malware/${"ab".repeat(16)}`,
  ])("of what it never saw is 404: %s", async (path) => {
    await expect(ask(path)).resolves.toEqual({ status: 404, body: { error: "Not found." } });
  });

  it.each(["/ipr/contoso-secure-login.net", "/malware/eicar"])(
    "of what cannot be is 400: %s",
    async (path) => {
      await expect(ask(path)).resolves.toMatchObject({ status: 400 });
    },
  );

  it("is not found for a URL that was not encoded as one segment", async () => {
    await expect(ask(`/url/${phishing}`)).resolves.toMatchObject({ status: 404 });
  });
});

describe("the pair of key and password", () => {
  it.each([
    ["none", null],
    ["another password", basic(`${apiKey}:other`)],
    ["the key alone", basic(`${apiKey}:`)],
    ["another scheme", good.replace("Basic", "Bearer")],
  ])("is refused: %s", async (_title, authorization) => {
    for (const path of ["/ipr/45.83.64.10", "/url/a.example", "/all-subscriptions/usage"]) {
      await expect(ask(path, authorization)).resolves.toEqual({
        status: 401,
        body: { error: "Not authorized." },
      });
    }
  });

  it("is refused, good as it is, after two slashes", async () => {
    for (const path of ["//ipr/45.83.64.10", "//url/a.example", "//all-subscriptions/usage"]) {
      await expect(ask(path)).resolves.toMatchObject({ status: 401 });
    }
  });
});

describe("the quota", () => {
  it("of a month is over after so many look-ups, found or not, and begins anew in UTC", async () => {
    scene({ entitlement: 2 });
    await ask("/ipr/45.83.64.10");
    await ask("/url/never-seen.example");

    const over = await ask("/ipr/45.83.64.10");
    now += 30_000;
    const next = await ask("/ipr/45.83.64.10");

    expect(over).toEqual({ status: 402, body: { error: "Monthly quota exceeded." } });
    expect(next.status).toBe(200);
  });

  it("is told in numbers that are texts, and telling it is free", async () => {
    await ask("/ipr/45.83.64.10");
    now += 30_000;
    await ask("/ipr/45.83.64.10");
    await ask("/ipr/45.83.64.10");

    await ask("/all-subscriptions/usage");
    const { body } = await ask("/all-subscriptions/usage");

    expect(body).toContainEqual({
      subscriptionType: "api",
      usageData: {
        type: "free",
        entitlement: "5000",
        usage: [
          { cycle: "2026-12", usage: "2" },
          { cycle: "2026-11", usage: "1" },
        ],
      },
    });
  });

  it("is not used by whom it refuses", async () => {
    scene({ entitlement: 1 });
    await ask("/ipr/45.83.64.10", null);

    await expect(ask("/ipr/45.83.64.10")).resolves.toMatchObject({ status: 200 });
  });
});

describe("a scene", () => {
  it("teaches reports, also instead of the test reports", async () => {
    scene({
      reports: {
        "203.0.113.10": { score: null },
        "45.83.64.10": { score: 2, cats: { "Dynamic IPs": 71 } },
        "evil.example": { score: 8.6, cats: { Malware: true } },
        ["ab".repeat(16)]: { risk: "low", family: ["Demo"] },
      },
    });

    await expect(ask("/ipr/203.0.113.10")).resolves.toMatchObject({ body: { score: null } });
    await expect(ask("/ipr/45.83.64.10")).resolves.toMatchObject({ body: { score: 2 } });
    await expect(ask("/url/evil.example")).resolves.toMatchObject({
      body: { result: { score: 8.6 } },
    });
    await expect(ask(`/malware/${"ab".repeat(16)}`)).resolves.toMatchObject({
      body: { malware: { type: "md5", risk: "low", family: ["Demo"] } },
    });
  });

  it("teaches many addresses at once", async () => {
    const many = Array.from({ length: 500 }, (_, index) => `203.0.${index >> 8}.${index & 255}`);
    scene({ reports: Object.fromEntries(many.map((address) => [address, { score: 9 }])) });

    await expect(ask("/ipr/203.0.1.243")).resolves.toMatchObject({ body: { score: 9 } });
  });

  it("forgets a report that it sets to null", async () => {
    scene({ reports: { "contoso-secure-login.net": null }, unknownAddress: "not-found" });

    await expect(ask("/url/contoso-secure-login.net")).resolves.toMatchObject({ status: 404 });
    await expect(ask("/ipr/20.112.52.29")).resolves.toMatchObject({ status: 404 });
  });

  it.each([
    [{ account: "no-subscription" }, 403],
    [{ service: "withdrawn" }, 410],
  ])("closes the service: %j", async (value, status) => {
    scene(value);

    for (const path of ["/ipr/45.83.64.10", "/all-subscriptions/usage"]) {
      await expect(ask(path)).resolves.toMatchObject({
        status,
        body: { error: expect.any(String) },
      });
    }
  });

  it.each([
    [[], "must be an object"],
    [{ quota: 4 }, '"quota" is not known'],
    [{ entitlement: "4" }, "entitlement must be a number"],
    [{ account: "free" }, "active, no-subscription"],
    [{ reports: { "8.8.8.8": 9 } }, '"8.8.8.8" must be an object'],
    [{ reports: { "8.8.8.8": { score: 11 } } }, '"score": 11'],
    [{ reports: { "8.8.8.8": { bad: 1 } } }, '"bad": 1'],
  ])("%j is refused in one sentence", (value, sentence) => {
    const before = running.state("xforce");

    expect(() => scene(value)).toThrow(sentence);

    expect(running.state("xforce")).toEqual(before);
  });

  it("and the used quota outlive a restart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "xforce-"));
    await running.close();
    running = await open(join(folder, "memory.db"));
    scene({ entitlement: 1, reports: { "203.0.113.10": { score: 9 } } });
    await ask("/ipr/203.0.113.10");
    await running.close();

    running = await open(join(folder, "memory.db"));

    await expect(ask("/ipr/203.0.113.10")).resolves.toMatchObject({ status: 402 });
    scene({ entitlement: null });
    await expect(ask("/ipr/203.0.113.10")).resolves.toMatchObject({ body: { score: 9 } });
    await running.close();
    rmSync(folder, { recursive: true });
    running = await open();
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { otx, otxKey } from "../../../simulators/otx";
import { eicarSha256 } from "../../../simulators/otx/test-indicators";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";

/** Tuesday, 24 November 2026, 11:59:30 UTC. */
const start = Date.UTC(2026, 10, 24, 11, 59, 30);
const phishing = "https://contoso-secure-login.net/verify";

let now: number;
let running: RunningSimulators;

interface Body {
  detail?: string;
  indicator?: string;
  type?: string;
  pulse_info?: { count: number; pulses: { modified: string }[] };
  validation?: { source: string }[];
  false_positive?: unknown[];
}

async function ask(path: string, headers: Record<string, string> = { "X-OTX-API-KEY": otxKey }) {
  const response = await fetch(`${running.url}/otx/api/v1${path}`, { headers });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Body,
  };
}

const general = (slug: string, indicator: string) =>
  ask(`/indicators/${slug}/${encodeURIComponent(indicator)}/general`);

const countOf = async (slug: string, indicator: string) =>
  (await general(slug, indicator)).body.pulse_info?.count;

const scene = (value: unknown): void => running.scene("otx", value);

async function open(memoryFile?: string): Promise<RunningSimulators> {
  const memory = memoryFile === undefined ? {} : { memoryFile };
  return startSimulators({ port: 0, only: [otx], now: () => now, ...memory });
}

beforeEach(async () => {
  now = start;
  running = await open();
});
afterEach(() => running.close());

describe("the section general", () => {
  it.each([
    ["IPv4", "45.83.64.10", 7],
    ["IPv4", "20.112.52.29", 0],
    ["IPv6", "2606:4700::1", 0],
    ["domain", "CONTOSO-secure-login.net", 6],
    ["domain", "bbc.co.uk", 0],
    ["hostname", "www.bbc.co.uk", 0],
    ["url", phishing, 5],
    ["url", "https://never-seen.example/", 0],
    ["file", "a1".repeat(20), 0],
  ])("of the %s %s names %d pulses, and is 200 in any case", async (slug, indicator, count) => {
    const { status, headers, body } = await general(slug, indicator);

    expect(status).toBe(200);
    expect(headers.get("x-otx-active")).toBe("1");
    expect(body.pulse_info?.count).toBe(count);
    expect(body.pulse_info?.pulses).toHaveLength(count);
  });

  it("knows a name under one slug, and is empty under the other", async () => {
    await expect(countOf("hostname", "contoso-secure-login.net")).resolves.toBe(0);
    await expect(countOf("hostname", "www.microsoft.com")).resolves.toBe(50);
    await expect(countOf("domain", "www.microsoft.com")).resolves.toBe(0);
  });

  it("counts no more than 50 pulses, and names the lists of what is popular", async () => {
    const { body } = await general("domain", "microsoft.com");

    expect(body.pulse_info?.count).toBe(50);
    expect(body.validation?.map(({ source }) => source)).toEqual([
      "alexa",
      "majestic",
      "whitelist",
    ]);
  });

  it("knows EICAR for a false positive, and names its type by the hash's length", async () => {
    const { body } = await general("file", eicarSha256);

    expect(body).toMatchObject({ type: "sha256", false_positive: [{ assessment: "accepted" }] });
  });

  it("has dates in UTC with microseconds and without a zone", async () => {
    const { body } = await general("IPv4", "45.83.64.11");

    expect(body.pulse_info?.pulses.map(({ modified }) => modified)).toEqual([
      "2026-11-23T11:59:30.000000",
      "2026-11-22T11:59:30.000000",
    ]);
  });

  it.each([
    ["2606:4700::1", "2606:4700:0:0:0:0:0:1"],
    ["::ffff:8", "0:0:0:0:0:0:ffff:8"],
    ["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
  ])("of %s comes back as %s", async (address, expanded) => {
    expect((await general("IPv6", address)).body.indicator).toBe(expanded);
  });

  it.each([
    ["IPv4", "2606:4700::1"],
    ["IPv6", "45.83.64.10"],
    ["domain", "gov.uk"],
    ["hostname", "gov.uk"],
    ["domain", "45.83.64.10"],
    ["domain", "a b"],
    ["url", "contoso-secure-login.net"],
    ["file", "eicar"],
  ])("is refused for what is no %s: %s", async (slug, indicator) => {
    await expect(general(slug, indicator)).resolves.toMatchObject({
      status: 400,
      body: { detail: `malformed ${slug}` },
    });
  });

  it.each([
    "/indicators/ipv4/45.83.64.10/general",
    "/indicators/ip/45.83.64.10/general",
    "/indicators/file/abc/whois",
    `/indicators/url/${phishing}/general`,
    "/indicators/url",
  ])("is not found at %s", async (path) => {
    await expect(ask(path)).resolves.toMatchObject({
      status: 404,
      body: { detail: "endpoint not found" },
    });
  });

  it("holds less in other sections", async () => {
    const { status, body } = await ask("/indicators/IPv4/45.83.64.10/geo");

    expect([status, body]).toEqual([200, { indicator: "45.83.64.10" }]);
  });
});

describe("the key", () => {
  it.each([
    ["none", {}],
    ["another", { "X-OTX-API-KEY": "other" }],
    ["one in another header", { authorization: `Bearer ${otxKey}` }],
  ])("is refused: %s", async (_title, headers: Record<string, string>) => {
    for (const path of [
      "/users/me",
      "/indicators/IPv4/45.83.64.10/general",
      `/indicators/url/${phishing}/general`,
    ]) {
      await expect(ask(path, headers)).resolves.toMatchObject({
        status: 403,
        body: { detail: "Authentication required" },
      });
    }
  });

  it("is not asked for by look-ups in a scene, but by the account's own page", async () => {
    scene({ anonymous: "answered" });

    const found = await ask("/indicators/IPv4/45.83.64.10/general", {});
    const me = await ask("/users/me", {});

    expect([found.status, me.status]).toEqual([200, 403]);
  });

  it("tells whose it is", async () => {
    await expect(ask("/users/me")).resolves.toMatchObject({
      status: 200,
      body: { username: "soc", user_id: 4_711 },
    });
  });
});

describe("the quota", () => {
  it("of an hour is over after so many look-ups, without a word about when to come back", async () => {
    scene({ perHour: 2 });
    await general("IPv4", "45.83.64.10");
    await general("IPv4", "20.112.52.29");

    const over = await general("IPv4", "45.83.64.10");
    now += 30_000;
    const next = await general("IPv4", "45.83.64.10");

    expect([over.status, over.body]).toEqual([429, { detail: "Over throttling limit (2/hour)" }]);
    expect(over.headers.has("retry-after")).toBe(false);
    expect(next.status).toBe(200);
  });
});

describe("a scene", () => {
  it("teaches indicators, also instead of the test indicators", async () => {
    scene({
      indicators: {
        "203.0.113.10": { pulses: 3 },
        "45.83.64.10": { pulses: 1, validation: ["whitelist"], isFalsePositive: true },
        "mail.evil.example": { pulses: 4 },
      },
    });

    await expect(countOf("IPv4", "203.0.113.10")).resolves.toBe(3);
    await expect(countOf("hostname", "mail.evil.example")).resolves.toBe(4);
    await expect(general("IPv4", "45.83.64.10")).resolves.toMatchObject({
      body: { validation: [{ source: "whitelist" }], false_positive: [{}] },
    });
  });

  it("teaches many addresses at once", async () => {
    const many = Array.from({ length: 500 }, (_, index) => `203.0.${index >> 8}.${index & 255}`);
    scene({ indicators: Object.fromEntries(many.map((address) => [address, { pulses: 9 }])) });

    await expect(countOf("IPv4", "203.0.1.243")).resolves.toBe(9);
  });

  it("forgets an indicator that it sets to null", async () => {
    scene({ indicators: { "45.83.64.10": null, [phishing]: null }, unknown: "not-found" });

    await expect(countOf("IPv4", "45.83.64.10")).resolves.toBe(0);
    await expect(general("url", phishing)).resolves.toMatchObject({ status: 404 });
  });

  it.each([
    [[], "must be an object"],
    [{ quota: 4 }, '"quota" is not known'],
    [{ perHour: "4" }, "perHour must be a number"],
    [{ anonymous: "welcome" }, "refused, answered"],
    [{ indicators: { "8.8.8.8": 9 } }, '"8.8.8.8" must be an object'],
    [{ indicators: { "8.8.8.8": { pulses: -1 } } }, '"pulses": -1'],
    [{ indicators: { "8.8.8.8": { bad: 1 } } }, '"bad": 1'],
  ])("%j is refused in one sentence", (value, sentence) => {
    const before = running.state("otx");

    expect(() => scene(value)).toThrow(sentence);

    expect(running.state("otx")).toEqual(before);
  });

  it("and the used quota outlive a restart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "otx-"));
    await running.close();
    running = await open(join(folder, "memory.db"));
    scene({ perHour: 1, indicators: { "203.0.113.10": { pulses: 9 } } });
    await general("IPv4", "203.0.113.10");
    await running.close();

    running = await open(join(folder, "memory.db"));

    await expect(general("IPv4", "203.0.113.10")).resolves.toMatchObject({ status: 429 });
    scene({ perHour: null });
    await expect(countOf("IPv4", "203.0.113.10")).resolves.toBe(9);
    await running.close();
    rmSync(folder, { recursive: true });
    running = await open();
  });
});

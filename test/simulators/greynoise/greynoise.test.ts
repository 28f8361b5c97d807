import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { greynoise, greynoiseKey } from "../../../simulators/greynoise";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";

/** The last minute of a week. */
const start = Date.UTC(2026, 10, 25, 23, 59, 30);

let now: number;
let running: RunningSimulators;

async function ask(
  path: string,
  headers: Record<string, string> = { key: greynoiseKey },
  method = "GET",
) {
  const response = await fetch(`${running.url}/greynoise${path}`, { headers, method });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const scene = (value: unknown): void => running.scene("greynoise", value);

async function open(memoryFile?: string): Promise<RunningSimulators> {
  const memory = memoryFile === undefined ? {} : { memoryFile };
  return startSimulators({ port: 0, only: [greynoise], now: () => now, ...memory });
}

beforeEach(async () => {
  now = start;
  running = await open();
});
afterEach(() => running.close());

describe("a community look-up", () => {
  it("is flat", async () => {
    await expect(ask("/v3/community/45.83.64.10")).resolves.toEqual({
      status: 200,
      body: {
        ip: "45.83.64.10",
        noise: true,
        riot: false,
        classification: "malicious",
        name: "unknown",
        link: "https://viz.greynoise.io/ip/45.83.64.10",
        last_seen: "2026-11-24",
        message: "Success",
      },
    });
    await expect(ask("/v3/community/20.112.52.29")).resolves.toMatchObject({
      body: { noise: false, riot: true, classification: "benign", name: "Microsoft 365" },
    });
  });

  it("of what it never saw is 404, with a body", async () => {
    await expect(ask("/v3/community/203.0.113.9")).resolves.toMatchObject({
      status: 404,
      body: { ip: "203.0.113.9", noise: false, riot: false, message: expect.any(String) },
    });
  });
});

describe("a full look-up", () => {
  it("has two parts, also of what it never saw", async () => {
    await expect(ask("/v3/ip/45.83.64.11")).resolves.toMatchObject({
      status: 200,
      body: {
        business_service_intelligence: { found: false, trust_level: "" },
        internet_scanner_intelligence: {
          found: true,
          classification: "suspicious",
          last_seen: "2026-11-16",
          tags: [{ name: "SSH Connection Attempt", slug: "ssh-connection-attempt" }],
        },
      },
    });
    await expect(ask("/v3/ip/203.0.113.9")).resolves.toMatchObject({
      status: 200,
      body: {
        business_service_intelligence: { found: false },
        internet_scanner_intelligence: { found: false, classification: "" },
      },
    });
  });

  it("has a short form", async () => {
    await expect(ask("/v3/ip/8.8.8.8?quick=true")).resolves.toEqual({
      status: 200,
      body: {
        ip: "8.8.8.8",
        business_service_intelligence: { found: true, trust_level: "1" },
        internet_scanner_intelligence: { found: false, classification: "" },
      },
    });
  });

  it("of what it never saw is 404 in a scene", async () => {
    scene({ unknown: "not-found" });

    await expect(ask("/v3/ip/203.0.113.9")).resolves.toMatchObject({ status: 404 });
  });
});

describe("what is refused", () => {
  it.each(["2606:4700::1", "10.0.0.1", "192.168.1.1", "a.example", "45.83.64.0%2F24"])(
    "is no routable IPv4 address: %s",
    async (text) => {
      for (const folder of ["community", "ip"]) {
        await expect(ask(`/v3/${folder}/${text}`)).resolves.toEqual({
          status: 400,
          body: { message: "Request is not a valid routable IPv4 address" },
        });
      }
    },
  );

  it("is everything below /v2", async () => {
    for (const path of ["/v2/noise/context/45.83.64.10", "/v2/riot/45.83.64.10"]) {
      await expect(ask(path)).resolves.toMatchObject({ status: 410 });
    }
    const bulk = await ask("/v2/noise/multi/quick", undefined, "POST");
    expect(bulk.status).toBe(410);
  });

  it("is another key, everywhere", async () => {
    for (const path of ["/v3/community/45.83.64.10", "/v3/ip/45.83.64.10", "/ping"]) {
      await expect(ask(path, { key: "other" })).resolves.toMatchObject({ status: 401 });
    }
  });

  it("is no key, but for community look-ups", async () => {
    const statuses = await Promise.all(
      ["/v3/community/45.83.64.10", "/v3/ip/45.83.64.10", "/ping"].map(
        async (path) => (await ask(path, {})).status,
      ),
    );

    expect(statuses).toEqual([200, 401, 401]);
  });

  it("is a full look-up with a community key", async () => {
    scene({ offering: "community" });

    await expect(ask("/v3/ip/45.83.64.10")).resolves.toMatchObject({ status: 403 });
    await expect(ask("/v3/community/45.83.64.10")).resolves.toMatchObject({ status: 200 });
  });
});

describe("the quota of a week", () => {
  it("is over after so many look-ups, found or not, without a word about when to come back", async () => {
    scene({ offering: "community", perWeek: 2 });
    await ask("/v3/community/45.83.64.10");
    await ask("/v3/community/203.0.113.9");

    const over = await ask("/v3/community/45.83.64.10");
    now += 30_000;
    const next = await ask("/v3/community/45.83.64.10");

    expect(over).toMatchObject({
      status: 429,
      body: { plan: "community", "rate-limit": "2-lookups/week", message: expect.any(String) },
    });
    expect(next.status).toBe(200);
  });

  it("is another one for who brings no key", async () => {
    scene({ offering: "community", perWeek: 1, keylessPerWeek: 1 });
    await ask("/v3/community/45.83.64.10", {});

    const [keyless, keyed] = [
      await ask("/v3/community/45.83.64.10", {}),
      await ask("/v3/community/45.83.64.10"),
    ];

    expect([keyless.status, keyed.status]).toEqual([429, 200]);
    expect(keyless.body["plan"]).toBe("unauthenticated");
  });

  it("is not used by a ping", async () => {
    scene({ offering: "community", perWeek: 1 });

    await expect(ask("/ping")).resolves.toEqual({
      status: 200,
      body: {
        address: "127.0.0.1",
        expiration: "2099-12-31",
        message: "pong",
        offering: "community",
      },
    });
    expect(running.state("greynoise")).toMatchObject({ usedThisWeek: 0 });
  });
});

describe("a scene", () => {
  it("teaches addresses, and forgets others", async () => {
    scene({ addresses: { "203.0.113.9": { classification: "benign" }, "45.83.64.10": null } });

    await expect(ask("/v3/community/203.0.113.9")).resolves.toMatchObject({ status: 200 });
    await expect(ask("/v3/community/45.83.64.10")).resolves.toMatchObject({ status: 404 });
  });

  it("teaches many addresses at once", async () => {
    const many = Array.from({ length: 500 }, (_, index) => `203.0.${index >> 8}.${index & 255}`);
    const row = { classification: "malicious" };
    scene({ addresses: Object.fromEntries(many.map((address) => [address, row])) });

    await expect(ask("/v3/ip/203.0.1.243")).resolves.toMatchObject({
      body: { internet_scanner_intelligence: { classification: "malicious" } },
    });
  });

  it.each([
    [[], "must be an object"],
    [{ quota: 4 }, '"quota" is not known'],
    [{ perWeek: "4" }, "perWeek must be a number"],
    [{ offering: "free" }, "enterprise, community"],
    [{ expiration: "soon" }, "expiration must be a day"],
    [{ addresses: { "2606::1": {} } }, '"2606::1" is no IPv4 address'],
    [{ addresses: { "8.8.8.8": 9 } }, '"8.8.8.8" must be an object'],
    [{ addresses: { "8.8.8.8": { classification: "bad" } } }, '"classification": "bad"'],
  ])("%j is refused in one sentence", (value, sentence) => {
    const before = running.state("greynoise");

    expect(() => scene(value)).toThrow(sentence);

    expect(running.state("greynoise")).toEqual(before);
  });

  it("and the used quota outlive a restart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "greynoise-"));
    await running.close();
    running = await open(join(folder, "memory.db"));
    scene({ offering: "community", perWeek: 1 });
    await ask("/v3/community/45.83.64.10");
    await running.close();

    running = await open(join(folder, "memory.db"));

    await expect(ask("/v3/community/45.83.64.10")).resolves.toMatchObject({ status: 429 });
    await running.close();
    rmSync(folder, { recursive: true });
    running = await open();
  });
});

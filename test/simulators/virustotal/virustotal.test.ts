import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import { virustotal, virustotalKey } from "../../../simulators/virustotal";
import { eicarSha256 } from "../../../simulators/virustotal/test-objects";

/** Saturday, 1 August 2026, 23:59:30 UTC. */
const start = Date.UTC(2026, 7, 1, 23, 59, 30);
const url = "https://contoso-secure-login.net/verify";

let now: number;
let running: RunningSimulators;

interface Body {
  data: { id: string; type: string; links: { self: string }; attributes: Record<string, unknown> };
  error: { code: string; message: string };
}

async function lookUp(
  path: string,
  headers: Record<string, string> = { "x-apikey": virustotalKey },
) {
  const response = await fetch(`${running.url}/virustotal/api/v3/${path}`, { headers });
  const body = (await response.json()) as Body;
  return { status: response.status, headers: response.headers, body };
}

const scene = (value: unknown): void => running.scene("virustotal", value);
const urlId = (text: string): string => Buffer.from(text, "utf8").toString("base64url");
const statsOf = ({ data }: Body) =>
  data.attributes["last_analysis_stats"] as Record<string, number>;

async function open(memoryFile?: string): Promise<RunningSimulators> {
  const memory = memoryFile === undefined ? {} : { memoryFile };
  return startSimulators({ port: 0, only: [virustotal], now: () => now, ...memory });
}

beforeEach(async () => {
  now = start;
  running = await open();
});
afterEach(() => running.close());

describe("a look-up", () => {
  it.each([
    ["ip_addresses/45.83.64.10", "ip_address", 14],
    ["ip_addresses/45.83.64.11", "ip_address", 0],
    ["ip_addresses/20.112.52.29", "ip_address", 0],
    ["domains/contoso-secure-login.net", "domain", 11],
    ["domains/MICROSOFT.com", "domain", 0],
    [`urls/${urlId(url)}`, "url", 9],
    [`urls/${urlId("https://www.microsoft.com/")}`, "url", 0],
    [`files/${eicarSha256}`, "file", 62],
    ["files/44D88612FEA8A8F36DE82E1278ABB02F", "file", 62],
    ["files/3395856ce81f2b7382dee72602f798b642f14140", "file", 62],
  ])("of %s gives a known %s with %d malicious", async (path, type, malicious) => {
    const { status, body } = await lookUp(path);

    expect([status, body.data.type]).toEqual([200, type]);
    expect(statsOf(body)["malicious"]).toBe(malicious);
  });

  it("gives statistics that count the engines' results", async () => {
    const { body } = await lookUp("ip_addresses/45.83.64.10");

    const results = Object.values(body.data.attributes["last_analysis_results"] as object);
    const counted = results.filter(({ category }) => category === "malicious");
    expect(counted).toHaveLength(14);
    expect(results).toHaveLength(Object.values(statsOf(body)).reduce((sum, n) => sum + n, 0));
    expect(body.data.attributes["last_analysis_date"]).toBe(start / 1_000 - 3_600);
  });

  it("of what is benign has more than 70 engines that answered", async () => {
    for (const path of ["ip_addresses/20.112.52.29", "domains/microsoft.com"]) {
      const {
        harmless = 0,
        undetected = 0,
        malicious,
        suspicious,
      } = statsOf((await lookUp(path)).body);
      expect(harmless + undetected).toBeGreaterThan(70);
      expect([malicious, suspicious]).toEqual([0, 0]);
    }
  });

  it("of a file counts what only files have", async () => {
    const { body } = await lookUp(`files/${eicarSha256}`);

    expect(statsOf(body)).toMatchObject({
      "type-unsupported": 0,
      "confirmed-timeout": 0,
      failure: 0,
    });
    expect(body.data).toMatchObject({
      id: eicarSha256,
      attributes: { md5: "44d88612fea8a8f36de82e1278abb02f", size: 68 },
    });
  });
});

describe("the id of a URL", () => {
  it("in the answer is a SHA-256, with which the URL is found, too", async () => {
    const { body } = await lookUp(`urls/${urlId(url)}`);

    expect(body.data.id).toBe(createHash("sha256").update(url).digest("hex"));
    expect((await lookUp(`urls/${body.data.id}`)).body).toEqual(body);
    expect(body.data.links.self).toBe(`${running.url}/virustotal/api/v3/urls/${body.data.id}`);
  });

  it("may be one without the final slash of a bare host, or with a fragment", async () => {
    for (const text of ["https://www.microsoft.com", "https://www.microsoft.com/#top"]) {
      expect((await lookUp(`urls/${urlId(text)}`)).status).toBe(200);
    }
  });

  it("must be base64url without padding", async () => {
    const text = "https://evil.example/a?b=>>>???";
    scene({ objects: { [text]: { malicious: 3 } } });
    const base64 = Buffer.from(text).toString("base64");

    expect((await lookUp(`urls/${urlId(text)}`)).status).toBe(200);
    for (const wrong of [base64, `${urlId(url)}=`, "a", "%20"]) {
      const { status, body } = await lookUp(`urls/${encodeURIComponent(wrong)}`);
      expect([status, body.error.code]).toEqual([404, "NotFoundError"]);
    }
  });

  it("finds whatever http or https URL a scene knows", async () => {
    scene({ quotaPerMinute: null });
    await fc.assert(
      fc.asyncProperty(fc.webUrl({ withQueryParameters: true }), async (text) => {
        scene({ objects: { [text]: { malicious: 7 } } });
        expect(statsOf((await lookUp(`urls/${urlId(text)}`)).body)["malicious"]).toBe(7);
      }),
      { numRuns: 25 },
    );
  });
});

describe("a refusal", () => {
  it.each([
    ["no key", {}, 401, "AuthenticationRequiredError"],
    ["a wrong key", { "x-apikey": "other" }, 401, "WrongCredentialsError"],
    [
      "a key in another header",
      { authorization: `Bearer ${virustotalKey}` },
      401,
      "AuthenticationRequiredError",
    ],
  ] as const)("answers %s", async (_title, headers, status, code) => {
    const reply = await lookUp("domains/microsoft.com", headers);

    expect([reply.status, reply.body.error.code]).toEqual([status, code]);
  });

  it.each([
    ["inactive", 401, "UserNotActiveError"],
    ["forbidden", 403, "ForbiddenError"],
  ])("answers a key that is %s", async (keyState, status, code) => {
    scene({ keyState });

    const reply = await lookUp("domains/microsoft.com");

    expect([reply.status, reply.body.error.code]).toEqual([status, code]);
  });

  it.each([
    "ip_addresses/999.1.1.1",
    "ip_addresses/microsoft.com",
    "domains/nothing",
    "domains/a..b",
  ])("answers %s with 400", async (path) => {
    const { status, body } = await lookUp(path);

    expect([status, body.error.code]).toEqual([400, "InvalidArgumentError"]);
  });

  it.each([
    ["ip_addresses/8.8.8.8", 'IP address "8.8.8.8" not found'],
    ["ip_addresses/2001%3Adb8%3A%3A1", 'IP address "2001:db8::1" not found'],
    ["domains/other.example", 'Domain "other.example" not found'],
    [`urls/${"a".repeat(64)}`, `URL "${"a".repeat(64)}" not found`],
    [`files/${"b".repeat(64)}`, `File "${"b".repeat(64)}" not found`],
    ["files/eicar", 'File "eicar" not found'],
  ])("answers the unknown %s with 404", async (path, message) => {
    const { status, body } = await lookUp(path);

    expect(status).toBe(404);
    expect(body).toEqual({ error: { code: "NotFoundError", message } });
  });
});

describe("a quota", () => {
  it("of a minute is over after so many look-ups, without a word about when to come back", async () => {
    scene({ quotaPerMinute: 4 });
    for (let index = 0; index < 4; index++) await lookUp("domains/other.example");

    const over = await lookUp("domains/microsoft.com");
    now += 30_000;
    const nextMinute = await lookUp("domains/microsoft.com");

    expect(over.status).toBe(429);
    expect(over.body).toEqual({ error: { code: "QuotaExceededError", message: "Quota exceeded" } });
    expect(over.headers.has("retry-after")).toBe(false);
    expect(nextMinute.status).toBe(200);
  });

  it.each([
    ["quotaPerDay", 30_000],
    ["quotaPerMonth", 31 * 86_400_000],
  ])("%s ends when the period does, in UTC", async (name, untilNextMs) => {
    scene({ [name]: 1 });
    await lookUp("domains/microsoft.com");

    const over = await lookUp("domains/microsoft.com");
    now += untilNextMs;
    const next = await lookUp("domains/microsoft.com");

    expect([over.status, next.status]).toEqual([429, 200]);
  });

  it("of a minute can be one of any 60 seconds, not the clock's", async () => {
    scene({ quotaPerMinute: 2, window: "sliding" });
    const at = async (seconds: number): Promise<number> => {
      now = start + seconds * 1_000;
      return (await lookUp("domains/microsoft.com")).status;
    };

    const statuses = [await at(0), await at(40), await at(59.999), await at(60), await at(61)];

    expect(statuses).toEqual([200, 200, 429, 200, 429]);
    await expect(at(100)).resolves.toBe(200);
  });

  it("grants no 60 seconds more than it holds, however the look-ups come", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 40_000 }), { minLength: 1, maxLength: 25 }),
        async (pauses) => {
          scene({ quotaPerMinute: 3, window: "sliding" });
          now += 60_000;
          const granted: number[] = [];
          for (const pause of pauses) {
            now += pause;
            if ((await lookUp("domains/microsoft.com")).status === 200) granted.push(now);
          }

          const most = Math.max(
            ...granted.map((from) => granted.filter((t) => t >= from && t < from + 60_000).length),
          );
          expect(most).toBeLessThanOrEqual(3);
        },
      ),
      { numRuns: 15 },
    );
  });

  it("is not used by a request without a good key", async () => {
    scene({ quotaPerMinute: 1 });
    await lookUp("domains/microsoft.com", {});

    expect((await lookUp("domains/microsoft.com")).status).toBe(200);
  });

  it("is that of a premium key from the start", () => {
    expect(running.state("virustotal")).toMatchObject({
      quotaPerMinute: 1_000,
      quotaPerDay: null,
      unknown: "not-found",
      keyState: "active",
      window: "calendar",
    });
  });
});

describe("a scene", () => {
  it("teaches objects, also instead of the test objects, and their attributes", async () => {
    scene({
      objects: {
        "203.0.113.10": { malicious: 9, suspicious: 1, harmless: 52, undetected: 31 },
        "microsoft.com": { malicious: 1, attributes: { registrar: "MarkMonitor", tags: ["x"] } },
      },
    });

    expect(statsOf((await lookUp("ip_addresses/203.0.113.10")).body)).toEqual({
      malicious: 9,
      suspicious: 1,
      harmless: 52,
      undetected: 31,
      timeout: 0,
    });
    const { body } = await lookUp("domains/microsoft.com");
    expect(body.data.attributes).toMatchObject({ registrar: "MarkMonitor", tags: ["x"] });
    expect(statsOf(body)["malicious"]).toBe(1);
  });

  it("forgets an object that it sets to null", async () => {
    scene({ objects: { "45.83.64.10": null } });

    expect((await lookUp("ip_addresses/45.83.64.10")).status).toBe(404);
    expect((await lookUp("ip_addresses/45.83.64.11")).status).toBe(200);
  });

  it("knows objects that no engine ever looked at", async () => {
    scene({ objects: { "fresh.example": { isAnalysed: false } } });

    const { status, body } = await lookUp("domains/fresh.example");

    expect(status).toBe(200);
    expect(body.data.attributes).not.toHaveProperty("last_analysis_stats");
  });

  it("can call what is unknown clean, but not what cannot be", async () => {
    scene({ unknown: "clean" });

    for (const path of [
      "ip_addresses/8.8.8.8",
      `urls/${urlId("http://x.example/")}`,
      `files/${"c".repeat(32)}`,
    ]) {
      const { status, body } = await lookUp(path);
      expect([status, statsOf(body)["malicious"], statsOf(body)["harmless"]]).toEqual([200, 0, 60]);
    }
    expect((await lookUp("files/eicar")).status).toBe(404);
    expect((await lookUp(`urls/${"a".repeat(64)}`)).status).toBe(404);
  });

  it.each([
    [[], "must be an object"],
    [{ quota: 4 }, '"quota" is not known'],
    [{ quotaPerDay: "4" }, "quotaPerDay must be a number"],
    [{ unknown: "dirty" }, "not-found, clean"],
    [{ window: "open" }, "calendar, sliding"],
    [{ objects: { "8.8.8.8": 9 } }, '"8.8.8.8" must be an object'],
    [{ objects: { "8.8.8.8": { malicious: -1 } } }, '"malicious": -1'],
    [{ objects: { "8.8.8.8": { bad: 1 } } }, '"bad": 1'],
  ])("%j is refused in one sentence", (value, sentence) => {
    const before = running.state("virustotal");

    expect(() => scene(value)).toThrow(sentence);

    expect(running.state("virustotal")).toEqual(before);
  });

  it("and the used quota outlive a restart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "virustotal-"));
    await running.close();
    running = await open(join(folder, "memory.db"));
    scene({ quotaPerDay: 1, objects: { "203.0.113.10": { malicious: 9 }, "45.83.64.10": null } });
    await lookUp("ip_addresses/203.0.113.10");
    await running.close();

    running = await open(join(folder, "memory.db"));

    expect((await lookUp("ip_addresses/203.0.113.10")).status).toBe(429);
    scene({ quotaPerDay: null });
    expect((await lookUp("ip_addresses/203.0.113.10")).status).toBe(200);
    expect((await lookUp("ip_addresses/45.83.64.10")).status).toBe(404);
    await running.close();
    rmSync(folder, { recursive: true });
    running = await open();
  });
});

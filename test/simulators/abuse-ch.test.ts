import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { abuseChKey } from "../../simulators/abuse-ch-account";
import { malwarebazaar } from "../../simulators/malwarebazaar";
import { type RunningSimulators, startSimulators } from "../../simulators/server";
import { threatfox } from "../../simulators/threatfox";
import { urlhaus } from "../../simulators/urlhaus";

/** Friday, 20 November 2026, 09:02:30 UTC. */
const start = Date.UTC(2026, 10, 20, 9, 2, 30);
const eicar = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";
const verify = "https://contoso-secure-login.net/verify";

let now: number;
let running: RunningSimulators;

interface Body {
  query_status: string;
  [member: string]: unknown;
}

async function open(memoryFile?: string): Promise<RunningSimulators> {
  const memory = memoryFile === undefined ? {} : { memoryFile };
  return startSimulators({
    port: 0,
    only: [urlhaus, threatfox, malwarebazaar],
    now: () => now,
    ...memory,
  });
}

beforeEach(async () => {
  now = start;
  running = await open();
});
afterEach(() => running.close());

const keyed = { "auth-key": abuseChKey };

async function call(path: string, init: RequestInit): Promise<{ status: number; body: Body }> {
  const response = await fetch(`${running.url}/${path}`, { headers: keyed, ...init });
  const text = await response.text();
  return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as Body };
}

const form = (path: string, members: Record<string, string>) =>
  call(path, { method: "POST", body: new URLSearchParams(members) });

const json = (path: string, body: unknown) =>
  call(path, {
    method: "POST",
    headers: { ...keyed, "content-type": "application/json" },
    body: JSON.stringify(body),
  });

const services = [
  ["urlhaus", "urlhaus/v1/url/"],
  ["urlhaus", "urlhaus/v1/host/"],
  ["urlhaus", "urlhaus/v1/payload/"],
  ["threatfox", "threatfox/api/v1/"],
  ["malwarebazaar", "malwarebazaar/api/v1/"],
] as const;

describe.each(services)("the key of %s, at %s", (vendor, path) => {
  it("is missing: 401; another: 403 with a status; the right one: 200, whatever is asked", async () => {
    const none = await call(path, { method: "POST", headers: {} });
    const other = await call(path, { method: "POST", headers: { "auth-key": "other" } });
    const bearer = await call(path, {
      method: "POST",
      headers: { authorization: `Bearer ${abuseChKey}` },
    });
    const right = await call(path, { method: "POST" });

    expect([none.status, other.status, bearer.status, right.status]).toEqual([401, 403, 401, 200]);
    expect(other.body).toEqual({ query_status: "unknown_auth_key" });
  });

  it("may be blacklisted, which is told under status 200", async () => {
    running.scene(vendor, { keyState: "blacklisted" });

    await expect(call(path, { method: "POST" })).resolves.toEqual({
      status: 200,
      body: { query_status: "user_blacklisted" },
    });
  });

  it("has a quota by the minute where a scene says so, and no word about when to come back", async () => {
    running.scene(vendor, { quotaPerMinute: 1 });
    await call(path, { method: "POST" });

    const over = await fetch(`${running.url}/${path}`, { method: "POST", headers: keyed });
    now += 30_000;
    const later = await call(path, { method: "POST" });

    expect([over.status, over.headers.has("retry-after"), later.status]).toEqual([429, false, 200]);
  });

  it("does not make up for the method", async () => {
    await expect(call(path, { method: "GET" })).resolves.toEqual({
      status: 200,
      body: { query_status: "http_post_expected" },
    });
  });

  it.each([
    [[], "must be an object"],
    [{ key: 4 }, '"key" is not known'],
    [{ keyState: "lost" }, "active or blacklisted"],
    [{ quotaPerMinute: "4" }, "must be a number"],
  ])("%j is refused in one sentence and changes nothing", (scene, sentence) => {
    const before = running.state(vendor);

    expect(() => running.scene(vendor, scene)).toThrow(sentence);

    expect(running.state(vendor)).toEqual(before);
  });
});

describe("URLhaus", () => {
  it("tells of a listed URL in texts, with members that nobody may read", async () => {
    const { body } = await form("urlhaus/v1/url/", { url: verify });

    expect(body).toMatchObject({
      query_status: "ok",
      id: expect.stringMatching(/^\d+$/),
      urlhaus_reference: expect.stringMatching(/^https:\/\/urlhaus\.abuse\.ch\/url\/\d+\/$/),
      url: verify,
      url_status: "online",
      host: "contoso-secure-login.net",
      date_added: "2026-11-18 09:02:30 UTC",
      threat: "malware_download",
      blacklists: { spamhaus_dbl: "not listed", surbl: "not listed" },
      larted: "true",
      payloads: [{ response_size: "1024", response_sha256: eicar, virustotal: null }],
    });
  });

  it.each([
    ["45.83.64.10", "3", ["offline", "online", "online"]],
    ["45.83.64.11", "1", ["offline"]],
    ["CONTOSO-secure-login.net", "1", ["online"]],
  ])("tells of the host %s what is listed of it, the newest first", async (host, count, states) => {
    const { body } = await form("urlhaus/v1/host/", { host });

    expect(body).toMatchObject({ query_status: "ok", url_count: count });
    expect((body["urls"] as Body[]).map((url) => url["url_status"])).toEqual(states);
  });

  it.each([
    ["url", { url: `${verify}/` }, "no_results"],
    ["url", { url: "https://evil.example/" }, "no_results"],
    ["url", { url: "evil.example" }, "invalid_url"],
    ["url", { host: "evil.example" }, "invalid_url"],
    ["host", { host: "20.112.52.29" }, "no_results"],
    ["host", { host: "evil.example" }, "no_results"],
    ["host", { host: "2a0f:f000::7" }, "invalid_host"],
    ["host", { host: "https://evil.example" }, "invalid_host"],
    ["host", {}, "invalid_host"],
    ["payload", { sha256_hash: "ab".repeat(32) }, "no_results"],
    ["payload", { sha256_hash: eicar }, "ok"],
    ["payload", { md5_hash: "44D88612FEA8A8F36DE82E1278ABB02F" }, "ok"],
    ["payload", { md5_hash: eicar }, "invalid_md5"],
    ["payload", { sha256_hash: "ab".repeat(20) }, "invalid_sha256"],
    ["payload", {}, "invalid_sha256"],
  ])("answers at %s to %j: %s", async (path, members, status) => {
    const reply = await form(`urlhaus/v1/${path}/`, members);

    expect([reply.status, reply.body.query_status]).toEqual([200, status]);
  });

  it("reads no JSON", async () => {
    const { body } = await json("urlhaus/v1/url/", { url: verify });

    expect(body).toEqual({ query_status: "invalid_url" });
  });

  it("may say ok of an unknown file, with null for its hashes", async () => {
    running.scene("urlhaus", { unknownFile: "null-hashes" });

    const { body } = await form("urlhaus/v1/payload/", { sha256_hash: "ab".repeat(32) });

    expect(body).toMatchObject({
      query_status: "ok",
      md5_hash: null,
      sha256_hash: null,
      url_count: null,
      urls: [],
    });
  });

  it("learns many URLs by one scene, shows a hundred of a host and counts them all", async () => {
    const urls = Object.fromEntries(
      Array.from({ length: 120 }, (_, n) => [`http://203.0.113.7/${n}`, {}]),
    );
    running.scene("urlhaus", { urls, spamhaus: { "203.0.113.7": "malware_domain" } });

    const { body } = await form("urlhaus/v1/host/", { host: "203.0.113.7" });

    expect(body).toMatchObject({
      url_count: "120",
      blacklists: { spamhaus_dbl: "malware_domain" },
    });
    expect(body["urls"]).toHaveLength(100);
    expect(new Set((body["urls"] as { id: string }[]).map(({ id }) => id)).size).toBe(100);
  });

  it("forgets a URL that a scene sets to null, and keeps its id for when it comes back", async () => {
    const before = await form("urlhaus/v1/url/", { url: verify });
    running.scene("urlhaus", { urls: { [verify]: null } });
    const gone = await form("urlhaus/v1/url/", { url: verify });
    running.scene("urlhaus", { urls: { [verify]: { url_status: "offline", tags: ["x"] } } });
    const back = await form("urlhaus/v1/url/", { url: verify });

    expect(gone.body.query_status).toBe("no_results");
    expect(back.body).toMatchObject({ id: before.body["id"], url_status: "offline", tags: ["x"] });
  });

  it.each([
    [{ urls: { "no url": {} } }, '"no url" must be a URL'],
    [{ urls: { "http://a.example/": 1 } }, "must be a URL with an object"],
    [{ urls: { "http://a.example/": { url_status: "up" } } }, '"url_status": "up"'],
    [{ urls: { "http://a.example/": { files: [{ sha256: "a" }] } } }, '"files"'],
    [{ spamhaus: { "a.example": 1 } }, '"a.example" must have a text'],
    [{ unknownFile: "lost" }, "no_results or null-hashes"],
  ])("refuses the scene %j in one sentence", (scene, sentence) => {
    expect(() => running.scene("urlhaus", scene)).toThrow(sentence);
  });
});

describe("ThreatFox", () => {
  const search = (term: unknown, exact_match?: boolean) =>
    json("threatfox/api/v1/", { query: "search_ioc", search_term: term, exact_match });
  const iocs = (body: Body) => (body["data"] as { ioc: string }[]).map(({ ioc }) => ioc);

  it("finds whatever contains the term, unless it must be the term", async () => {
    const { body } = await search("45.83.64.1");

    expect(body.query_status).toBe("ok");
    expect(iocs(body)).toEqual(["45.83.64.10:443", "45.83.64.10:8443", "45.83.64.11:8080"]);
    expect(iocs((await search("contoso-secure-login.net")).body)).toHaveLength(2);
    expect(iocs((await search("contoso-secure-login.net", true)).body)).toEqual([
      "contoso-secure-login.net",
    ]);
    expect((await search("45.83.64.10", true)).body.query_status).toBe("no_result");
  });

  it("tells of an indicator with members that nobody may read", async () => {
    const { body } = await search("45.83.64.11:8080", true);

    expect(body["data"]).toEqual([
      expect.objectContaining({
        id: expect.stringMatching(/^\d+$/),
        ioc: "45.83.64.11:8080",
        ioc_type: "ip:port",
        threat_type: "botnet_cc",
        confidence_level: 50,
        first_seen: "2026-11-17 09:02:30 UTC",
        last_seen: null,
        tags: null,
        reporter: "demo",
      }),
    ]);
  });

  it("puts a text where the list would be when there is nothing", async () => {
    const { status, body } = await search("20.112.52.29");

    expect([status, body.query_status]).toEqual([200, "no_result"]);
    expect(body["data"]).toEqual(expect.any(String));
  });

  it("finds by the hash of a sample, or by one that is an indicator itself", async () => {
    const file = "ef".repeat(32);
    running.scene("threatfox", {
      iocs: { "203.0.113.7:443": { samples: [file] }, ["ab".repeat(16)]: {} },
    });

    const bySample = await json("threatfox/api/v1/", { query: "search_hash", hash: file });
    const itself = await json("threatfox/api/v1/", { query: "search_hash", hash: "AB".repeat(16) });

    expect(iocs(bySample.body)).toEqual(["203.0.113.7:443"]);
    expect(itself.body["data"]).toMatchObject([{ ioc_type: "md5_hash" }]);
  });

  it("forgets what is older than six months", async () => {
    running.scene("threatfox", {
      iocs: { "old.example": { ageDays: 184 }, "older.example": { ageDays: 183 } },
    });

    expect((await search("old.example")).body.query_status).toBe("no_result");
    expect((await search("older.example")).body.query_status).toBe("ok");
  });

  it.each([
    [{ query: "search_ioc", search_term: "ab" }, "illegal_search_term"],
    [{ query: "search_ioc" }, "illegal_search_term"],
    [{ query: "search_ioc", search_term: 7 }, "illegal_search_term"],
    [{ query: "search_hash", hash: "abc" }, "illegal_hash"],
    [{ query: "search_hash" }, "illegal_hash"],
    [[], "illegal_search_term"],
  ])("answers %j with %s", async (body, status) => {
    const reply = await json("threatfox/api/v1/", body);

    expect([reply.status, reply.body.query_status]).toEqual([200, status]);
  });

  it("reads no form", async () => {
    const { body } = await form("threatfox/api/v1/", {
      query: "search_ioc",
      search_term: "45.83.64.10",
    });

    expect(body.query_status).toBe("illegal_search_term");
  });

  it.each([
    [{ iocs: { "a.example": 1 } }, '"a.example" must be an object'],
    [{ iocs: { "a.example": { confidence_level: 101 } } }, '"confidence_level": 101'],
    [{ iocs: { "a.example": { bad: 1 } } }, '"bad": 1'],
  ])("refuses the scene %j in one sentence", (scene, sentence) => {
    expect(() => running.scene("threatfox", scene)).toThrow(sentence);
  });
});

describe("MalwareBazaar", () => {
  const info = (hash: string) => form("malwarebazaar/api/v1/", { query: "get_info", hash });

  it.each([eicar, "3395856ce81f2b7382dee72602f798b642f14140", "44D88612FEA8A8F36DE82E1278ABB02F"])(
    "finds a sample by any of its hashes: %s",
    async (hash) => {
      const { body } = await info(hash);

      expect(body).toMatchObject({
        query_status: "ok",
        data: [
          {
            sha256_hash: eicar,
            file_name: "eicar.com",
            file_type: "com",
            signature: "EICAR",
            first_seen: "2026-10-21 09:02:30",
            tags: ["test"],
            intelligence: { downloads: "27", mail: null },
          },
        ],
      });
    },
  );

  it.each([
    [{ query: "get_info", hash: "ab".repeat(32) }, "hash_not_found"],
    [{ query: "get_info", hash: "abc" }, "illegal_hash"],
    [{ query: "get_info", hash: "xy".repeat(32) }, "illegal_hash"],
    [{ query: "get_info" }, "no_hash_provided"],
    [{ hash: eicar }, "no_hash_provided"],
  ])("answers %j with %s", async (members, status) => {
    const reply = await form("malwarebazaar/api/v1/", members);

    expect([reply.status, reply.body.query_status]).toEqual([200, status]);
  });

  it("reads no JSON", async () => {
    const { body } = await json("malwarebazaar/api/v1/", { query: "get_info", hash: eicar });

    expect(body).toEqual({ query_status: "no_hash_provided" });
  });

  it("learns and forgets samples by a scene", async () => {
    running.scene("malwarebazaar", {
      samples: { [eicar]: null, ["ab".repeat(32)]: { signature: "Demo", md5: "cd".repeat(16) } },
    });

    expect((await info(eicar)).body.query_status).toBe("hash_not_found");
    expect((await info("cd".repeat(16))).body["data"]).toMatchObject([{ signature: "Demo" }]);
  });

  it.each([
    [{ samples: { abc: {} } }, '"abc" must be a SHA-256'],
    [{ samples: { [eicar]: { md5: "abc" } } }, '"md5": "abc"'],
  ])("refuses the scene %j in one sentence", (scene, sentence) => {
    expect(() => running.scene("malwarebazaar", scene)).toThrow(sentence);
  });
});

describe("what scenes said", () => {
  it("outlives a restart, and so does the used quota", async () => {
    const folder = mkdtempSync(join(tmpdir(), "abuse-ch-"));
    await running.close();
    running = await open(join(folder, "memory.db"));
    running.scene("urlhaus", { quotaPerMinute: 1, urls: { "http://203.0.113.7/a": {} } });
    await form("urlhaus/v1/host/", { host: "203.0.113.7" });
    await running.close();

    running = await open(join(folder, "memory.db"));

    expect((await form("urlhaus/v1/host/", { host: "203.0.113.7" })).status).toBe(429);
    running.scene("urlhaus", { quotaPerMinute: null });
    expect((await form("urlhaus/v1/host/", { host: "203.0.113.7" })).body).toMatchObject({
      url_count: "1",
    });
    await running.close();
    rmSync(folder, { recursive: true });
    running = await open();
  });
});

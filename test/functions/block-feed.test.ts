import { createHash } from "node:crypto";
import { HttpRequest } from "@azure/functions";
import * as fc from "fast-check";
import type { Secrets } from "../../connectors/credentials";
import type { Containment } from "../../domain/containment";
import { OBSERVABLE_KINDS, type ObservableKind } from "../../domain/observable";
import { type BlockFeedOptions, blockFeed } from "../../functions/block-feed";
import { feedConsumers } from "../../functions/block-feed/consumers";
import { entriesOf } from "../../functions/block-feed/entries";
import { bodyOf, cell, parseFile } from "../../functions/block-feed/file";
import type { Ledger } from "../../ledger/ledger";
import { memoryLedger } from "../../ledger/memory";
import { policy } from "../support/response-fakes";

jest.mock("@azure/functions-core", () => ({}), { virtual: true });

const now = new Date("2026-11-24T03:00:00Z");
const tomorrow = "2026-11-25T03:00:00.000Z";

interface Asked {
  file?: string;
  method?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
}
const errors: string[] = [];
const get = async (
  ledger: Ledger,
  { file = "ip.txt", method = "GET", query, headers = {} }: Asked = {},
  options: Partial<BlockFeedOptions> = {},
) => {
  const url = `http://localhost/api/feeds/${file}`;
  const request = new HttpRequest({ method, url, headers, params: { file }, query: query ?? {} });
  const context = { error: (text: string) => void errors.push(text) };
  const answer = await blockFeed({ ledger, policy, now: () => now, ...options })(request, context);
  return { ...answer, headers: answer.headers as Record<string, string> };
};

const blockOf = (
  value: string,
  kind: ObservableKind = "address",
  expiresAt = tomorrow,
  incidentNumber = 4711,
): Containment => ({
  id: `feed-block:${kind}:${value}`,
  kind: "feed-block",
  target: { id: `${kind}:${value}`, label: value, names: [value] },
  state: "in-force",
  round: 1,
  incident: { subscriptionId: "s", resourceGroup: "g", workspaceName: "w", name: "i" },
  holds: [
    {
      ref: { subscriptionId: "s", resourceGroup: "g", workspaceName: "w", name: "i" },
      incidentNumber,
      runId: "respond-1",
      reason: "malicious",
      addedAt: "2026-11-24T02:00:00.000Z",
      expiresAt,
    },
  ],
});
const contain = (ledger: Ledger, ...block: Parameters<typeof blockOf>) =>
  ledger.reviseContainment(`feed-block:${block[1] ?? "address"}:${block[0]}`, () =>
    blockOf(...block),
  );

beforeEach(() => void errors.splice(0));

describe("blockFeed", () => {
  it("serves addresses in force, one a line, sorted, and no expired one", async () => {
    const ledger = memoryLedger();
    await contain(ledger, "45.83.64.11");
    await contain(ledger, "2a01:4f8::1");
    await contain(ledger, "45.83.64.10");
    await contain(ledger, "45.83.64.12", "address", "2026-11-24T02:59:59Z");

    const { status, body, headers } = await get(ledger);

    expect(status).toBe(200);
    expect(body).toBe("2a01:4f8::1\n45.83.64.10\n45.83.64.11\n");
    expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
  });

  it("answers an empty list with an empty 200, or with a placeholder where that is set", async () => {
    await expect(get(memoryLedger())).resolves.toMatchObject({ status: 200, body: "" });
    await expect(get(memoryLedger(), {}, { hasPlaceholder: true })).resolves.toMatchObject({
      body: "192.0.2.1\n",
    });
  });

  it("answers 304 to who has the list already", async () => {
    const ledger = memoryLedger();
    await contain(ledger, "45.83.64.10");
    const { etag = "" } = (await get(ledger)).headers;

    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
      const answer = await get(ledger, { headers: { "if-none-match": tag } });
      expect(answer).toMatchObject({ status: 304, headers: { etag } });
      expect(answer.body).toBeUndefined();
    }
    await contain(ledger, "45.83.64.11");
    await expect(get(ledger, { headers: { "if-none-match": etag } })).resolves.toMatchObject({
      status: 200,
    });
  });

  it("says when the text changed last, also when something was taken out", async () => {
    const ledger = memoryLedger();
    await contain(ledger, "45.83.64.10");
    const at = (minutes: number) => () => new Date(now.getTime() + minutes * 60_000);
    const modified = async (minutes: number) =>
      (await get(ledger, {}, { now: at(minutes) })).headers["last-modified"];

    expect(await modified(0)).toBe("Tue, 24 Nov 2026 03:00:00 GMT");
    expect(await modified(7)).toBe("Tue, 24 Nov 2026 03:00:00 GMT");
    await contain(ledger, "45.83.64.10", "address", "2026-11-24T03:00:01Z");
    expect(await modified(9)).toBe("Tue, 24 Nov 2026 03:09:00 GMT");
  });

  it("answers HEAD with the headers of GET and no body", async () => {
    const ledger = memoryLedger();
    await contain(ledger, "45.83.64.10");
    const whole = await get(ledger);

    const { status, headers, body } = await get(ledger, { method: "HEAD" });

    expect({ status, body }).toEqual({ status: 200, body: undefined });
    expect(headers).toEqual({ ...whole.headers, "content-length": "12" });
  });

  it("serves the MD5 of exactly that text", async () => {
    const ledger = memoryLedger();
    await contain(ledger, "45.83.64.10");

    const { body } = await get(ledger, { file: "ip.txt.md5" });

    expect(body).toBe(createHash("md5").update("45.83.64.10\n").digest("hex"));
  });

  it("does not serve what has become protected", async () => {
    const ledger = memoryLedger();
    await contain(ledger, "45.83.64.10");
    const own = { ...policy, own: { ...policy.own, networks: ["45.83.64.0/24"] } };

    await expect(get(ledger, {}, { policy: own })).resolves.toMatchObject({ body: "" });
  });

  it.each([
    ["the kill switch", { isEnabled: false }],
    ["maintenance", { quietTimes: [{ name: "x", from: "2026-11-24T00:00:00Z", until: tomorrow }] }],
  ])("goes on with what is blocked when %s stops new blocks", async (_name, change) => {
    const ledger = memoryLedger();
    await contain(ledger, "45.83.64.10");
    const stopped = { ...policy, contain: { ...policy.contain, ...change } };

    await expect(get(ledger, {}, { policy: stopped })).resolves.toMatchObject({
      body: "45.83.64.10\n",
    });
  });

  it("answers 503, never an empty list, when the ledger cannot be read, and says why in the log", async () => {
    const ledger = {
      ...memoryLedger(),
      openContainments: () => Promise.reject(new Error("disk full")),
    };

    await expect(get(ledger)).resolves.toMatchObject({
      status: 503,
      headers: { "retry-after": "60" },
    });
    expect(errors).toEqual([expect.stringContaining("disk full")]);
  });

  it("serves the newest ones and says so when there are too many", async () => {
    const ledger = memoryLedger();
    for (const last of [1, 2, 3]) await contain(ledger, `45.83.64.${last}`);

    const { body, headers } = await get(ledger, {}, { maxEntries: 2 });

    expect(body).toBe("45.83.64.1\n45.83.64.2\n");
    expect(headers["x-feed-truncated"]).toBe("2 of 3");
  });

  it.each(["ip", "ip.txt.sha1", "ip.exe", "../ip.txt", "IP.txt", "", "ip.txt\n"])(
    "has no feed %j",
    async (file) => {
      await expect(get(memoryLedger(), { file })).resolves.toMatchObject({ status: 404 });
    },
  );
});

describe("a consumer's name and password", () => {
  const password = "a-very-long-password";
  const secretsOf = (...values: string[]) => {
    const left = [...values];
    const secrets: Secrets = {
      get: async () => left[0] ?? Promise.reject(new Error("the vault does not answer")),
      forget: () => void (left.length > 1 && left.shift()),
    };
    return secrets;
  };
  const usual = JSON.stringify({ "fw-hq": password, "fw-lab": "another-long-password" });
  const basic = (text: string) => ({
    authorization: `Basic ${Buffer.from(text).toString("base64")}`,
  });
  const ask = (headers: Record<string, string>, secrets = secretsOf(usual)) =>
    get(memoryLedger(), { headers }, { isConsumer: feedConsumers("feed-consumers", secrets) });

  it("opens the feeds", async () => {
    await expect(ask(basic(`fw-hq:${password}`))).resolves.toMatchObject({ status: 200 });
  });

  it("opens them from the address, too, for who can send no header", async () => {
    const isConsumer = feedConsumers("feed-consumers", secretsOf(usual));
    const by = (code: string) => get(memoryLedger(), { query: { code } }, { isConsumer });

    await expect(by(`fw-hq:${password}`)).resolves.toMatchObject({ status: 200 });
    await expect(by("fw-hq:guess")).resolves.toMatchObject({ status: 401 });
  });

  it.each([
    ["nothing", {}],
    ["another's password", basic("fw-hq:another-long-password")],
    ["an unknown name", basic(`fw-xx:${password}`)],
    ["no name", basic(`:${password}`)],
    ["no password", basic("fw-hq:")],
    ["a member of every object", basic("constructor:function Object() { [native code] }")],
    ["another scheme", { authorization: `Bearer ${password}` }],
    ["what is no base64", { authorization: "Basic %%%" }],
  ] as [string, Record<string, string>][])("is asked of who brings %s", async (_name, headers) => {
    const answer = await ask(headers);

    expect(answer).toMatchObject({ status: 401 });
    expect(answer.headers["www-authenticate"]).toMatch(/^Basic realm=/);
  });

  it("is read anew when it was changed, once a minute at most", async () => {
    const changed = JSON.stringify({ "fw-hq": "the-new-long-password" });
    const isConsumer = feedConsumers("feed-consumers", secretsOf(usual, changed, "{}"));
    const given = basic("fw-hq:the-new-long-password").authorization;

    await expect(isConsumer(given, now)).resolves.toBe(true);
    await expect(isConsumer(basic("fw-hq:guess").authorization, now)).resolves.toBe(false);
    await expect(isConsumer(given, now)).resolves.toBe(true);
  });

  it.each([
    ["is not there", secretsOf()],
    ["is no JSON", secretsOf("fw-hq")],
    ["holds a short password", secretsOf('{"fw-hq": "short"}')],
  ])("makes a 503, and no empty list, when the secret %s", async (_name, secrets) => {
    await expect(ask(basic("fw-hq:short"), secrets)).resolves.toMatchObject({ status: 503 });
    expect(errors.join()).not.toContain("short");
  });
});

describe("the text of a feed", () => {
  const at = now.toISOString();
  const plain = { hasPlaceholder: false, isWithoutScheme: false };
  const text = (file: string, blocks: Containment[], look = plain) => {
    const parsed = parseFile(file)!;
    return bodyOf(parsed, entriesOf(blocks, parsed.kind, at), look);
  };
  const hash = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";
  const blocks = [
    blockOf("45.83.64.10"),
    blockOf("evil.example", "domain"),
    blockOf("xn--bcher-kva.example", "domain"),
    blockOf('https://evil.example/a,"b"'.replaceAll('"', "%22"), "url"),
    blockOf(hash, "hash"),
  ];

  it.each([
    ["ip.txt", "45.83.64.10\n"],
    ["domain.txt", "evil.example\nxn--bcher-kva.example\n"],
    ["url.txt", "https://evil.example/a,%22b%22\n"],
    ["hash.txt", `${hash}\n`],
    [
      "url.csv",
      'value,type,added,expires,incident\r\n"https://evil.example/a,%22b%22",url,2026-11-24T02:00:00.000Z,2026-11-25T03:00:00.000Z,4711\r\n',
    ],
    [
      "domain.json",
      '{"entries":[{"value":"evil.example","type":"domain","added":"2026-11-24T02:00:00.000Z","expires":"2026-11-25T03:00:00.000Z","incidents":[4711]},{"value":"xn--bcher-kva.example","type":"domain","added":"2026-11-24T02:00:00.000Z","expires":"2026-11-25T03:00:00.000Z","incidents":[4711]}]}',
    ],
  ])("of %s holds its own kind only", (file, expected) => {
    expect(text(file, blocks)).toBe(expected);
  });

  it("leaves the scheme of URLs out for those who want that", () => {
    const both = [blockOf("https://a.example/x", "url"), blockOf("http://a.example/x", "url")];

    expect(text("url.txt", both, { ...plain, isWithoutScheme: true })).toBe("a.example/x\n");
  });

  it.each([
    ["domain", "Evil.example"],
    ["domain", "bücher.example"],
    ["domain", "evil.example."],
    ["domain", "*.example"],
    ["domain", "com"],
    ["address", "45.83.64.0/24"],
    ["address", "045.83.64.1"],
    ["url", "javascript:alert(1)"],
    ["url", "https://user:pw@evil.example/"],
    ["hash", "abc"],
  ] as [ObservableKind, string][])("leaves out the %s %s", (kind, value) => {
    const file = { address: "ip.txt", domain: "domain.txt", url: "url.txt", hash: "hash.txt" }[
      kind
    ];

    expect(text(file, [blockOf(value, kind)])).toBe("");
  });

  it("names every incident that holds a value, as long as it does", () => {
    const [first, second, over] = [1, 2, 3].map(
      (number) => blockOf("45.83.64.10", "address", tomorrow, number).holds[0]!,
    );
    const holds = [second!, first!, { ...over!, expiresAt: at }];

    expect(text("ip.csv", [{ ...blockOf("45.83.64.10"), holds }])).toContain(",1 2\r\n");
  });

  it("never holds a blank, or more lines than values, whatever an observable says", () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "45.83.64.10\n10.0.0.0/8",
        "evil.example \r\n*",
        "https://a.example/\n0.0.0.0/0",
      ),
      fc.webUrl().map((url) => `${url}\n0.0.0.0/0`),
      fc.domain(),
      fc.ipV4(),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(hostile, fc.constantFrom(...OBSERVABLE_KINDS))), (values) => {
        const all = values.map(([value, kind]) => blockOf(value, kind));
        for (const file of ["ip.txt", "domain.txt", "url.txt", "hash.txt"]) {
          const body = text(file, all);
          expect(body).toMatch(/^(?:[\x21-\x7e]+\n)*$/);
          const lines = body.split("\n").filter((line) => line !== "");
          const known = new Set(values.map(([value]) => value));
          expect(lines.filter((line) => !known.has(line))).toEqual([]);
        }
      }),
    );
  });

  it.each([
    ["=1+1", `"'=1+1"`],
    ["@SUM(A1)", `"'@SUM(A1)"`],
    ["-1", `"'-1"`],
    ['a"b', '"a""b"'],
    ["a\nb", '"a\nb"'],
    ["plain", "plain"],
  ])("writes the cell %j so that no spreadsheet runs it", (value, expected) => {
    expect(cell(value)).toBe(expected);
  });
});

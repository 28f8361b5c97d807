import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import { umbrella } from "../../../simulators/umbrella";
import { umbrellaCredentials } from "../../../simulators/umbrella/access";

/** Tuesday, 24 November 2026, 23:59:00 UTC. */
const start = Date.UTC(2026, 10, 24, 23, 59, 0);
const { apiKey, apiSecret } = umbrellaCredentials;
const good = `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString("base64")}`;
const form = "grant_type=client_credentials";
const phishing = "/domains/categorization/contoso-secure-login.net";

let now: number;
let running: RunningSimulators;

beforeEach(async () => {
  now = start;
  running = await startSimulators({ port: 0, only: [umbrella], now: () => now });
});
afterEach(() => running.close());

async function sent(path: string, init: RequestInit) {
  const response = await fetch(`${running.url}/umbrella${path}`, init);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const grant = (
  authorization: string = good,
  body = form,
  type = "application/x-www-form-urlencoded",
) =>
  sent("/auth/v2/token", {
    method: "POST",
    headers: { authorization, "content-type": type },
    body,
  });

const token = async () => String((await grant()).body["access_token"]);

const ask = async (path: string, bearer?: string) =>
  sent(`/investigate/v2${path}`, {
    headers: { authorization: `Bearer ${bearer ?? (await token())}` },
  });

const scene = (value: unknown): void => running.scene("umbrella", value);

describe("a token", () => {
  it("is good for an hour; after that it is a bad request", async () => {
    const { body } = await grant();
    const bearer = String(body["access_token"]);
    expect(body).toMatchObject({ token_type: "bearer", expires_in: 3_600 });

    now += 3_599_000;
    await expect(ask(phishing, bearer)).resolves.toMatchObject({ status: 200 });
    now += 1_000;
    await expect(ask(phishing, bearer)).resolves.toEqual({
      status: 400,
      body: { error: "invalid_request" },
    });
  });

  it.each([
    ["for another secret", 401, [`Basic ${Buffer.from(`${apiKey}:x`).toString("base64")}`]],
    ["for a pair in the form", 401, ["", `${form}&client_id=${apiKey}&client_secret=${apiSecret}`]],
    ["for another grant", 400, [good, "grant_type=password"]],
    ["for JSON", 400, [good, '{"grant_type":"client_credentials"}', "application/json"]],
  ])("is not given %s", async (_title, status, request) => {
    await expect(grant(...request)).resolves.toEqual({
      status,
      body: { message: status === 401 ? "Unauthorized" : "Bad Request" },
    });
  });

  it("is given twenty times a minute", async () => {
    for (let index = 0; index < 20; index++) await grant();

    await expect(grant()).resolves.toMatchObject({ status: 429 });
    now += 60_000;
    await expect(grant()).resolves.toMatchObject({ status: 200 });
  });

  it("that was never given is refused, and one without the scope may do nothing", async () => {
    await expect(ask(phishing, "never-given")).resolves.toMatchObject({ status: 401 });
    scene({ scopes: [] });
    await expect(ask(phishing)).resolves.toEqual({ status: 403, body: { message: "Forbidden" } });
  });
});

describe("the categorization of a domain", () => {
  it("has labels where they are asked for, and numbers as texts otherwise", async () => {
    const labels = await ask(`${phishing}?showLabels`);
    const { body } = await ask(phishing);

    expect(labels.body).toEqual({
      "contoso-secure-login.net": {
        status: -1,
        security_categories: ["Phishing"],
        content_categories: [],
      },
    });
    expect(body["contoso-secure-login.net"]).toMatchObject({
      security_categories: [expect.stringMatching(/^\d+$/)],
    });
  });

  it("is undetermined for what nobody classified, and bears the name as it was asked for", async () => {
    const { status, body } = await ask("/domains/categorization/Never-Seen.example");

    expect(status).toBe(200);
    expect(body).toEqual({
      "Never-Seen.example": { status: 0, security_categories: [], content_categories: [] },
    });
  });

  it.each([
    ["/domains/categorization/a%20b.example", 400],
    ["/domains/categorization/a.example/b", 404],
  ])("refuses what cannot be: %s", async (path, status) => {
    await expect(ask(path)).resolves.toMatchObject({ status });
  });

  it.each([
    ["second", { perSecond: 2 }, 1_000],
    ["day", { perDay: 2 }, 60_000],
  ])(
    "has so many answers a %s, and does not say when to come back",
    async (_title, limit, wait) => {
      scene(limit);
      const bearer = await token();
      await ask(phishing, bearer);
      await ask(phishing, bearer);

      await expect(ask(phishing, bearer)).resolves.toEqual({
        status: 429,
        body: { message: "Too Many Requests" },
      });
      now += wait;
      await expect(ask(phishing, bearer)).resolves.toMatchObject({ status: 200 });
    },
  );
});

describe("a scene", () => {
  it("teaches many domains at once, and forgets one that it sets to null", async () => {
    const many = Array.from({ length: 500 }, (_, index) => `host-${index}.example`);
    scene({
      domains: {
        ...Object.fromEntries(many.map((domain) => [domain, { status: -1 }])),
        "contoso-secure-login.net": null,
      },
    });

    const { body: taught } = await ask("/domains/categorization/host-499.example");
    const { body: forgotten } = await ask(phishing);

    expect(taught["host-499.example"]).toMatchObject({ status: -1 });
    expect(forgotten["contoso-secure-login.net"]).toMatchObject({ status: 0 });
  });

  it.each([
    [[], "must be an object"],
    [{ tier: 2 }, '"tier" is not known'],
    [{ perDay: "4" }, "perDay must be a number"],
    [{ scopes: "all" }, "scopes must be a list"],
    [{ domains: { "a.example": -1 } }, '"a.example" must be an object'],
    [{ domains: { "a.example": { status: 2 } } }, '"status": 2'],
    [{ domains: { "a.example": { bad: 1 } } }, '"bad": 1'],
  ])("%j is refused in one sentence", (value, sentence) => {
    const before = running.state("umbrella");

    expect(() => scene(value)).toThrow(sentence);

    expect(running.state("umbrella")).toEqual(before);
  });
});

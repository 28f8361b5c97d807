import { createPrivateKey, sign } from "node:crypto";
import { oktaCredentials } from "../../../simulators/okta-app";
import { okta } from "../../../simulators/okta";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import { start } from "../token";

let now = start;
let running: RunningSimulators;
beforeEach(async () => {
  now = start;
  running = await startSimulators({ port: 0, only: [okta], now: () => now });
});
afterEach(() => running.close());

const { clientId, privateKey } = JSON.parse(oktaCredentials()) as {
  clientId: string;
  privateKey: { kid: string };
};
const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

function assertion(claims: object = {}, header: object = {}): string {
  const usual = {
    iss: clientId,
    sub: clientId,
    aud: `${running.url}/okta/oauth2/v1/token`,
    exp: now / 1000 + 300,
    jti: "once",
  };
  const signed = [
    { alg: "RS256", kid: privateKey.kid, ...header },
    { ...usual, ...claims },
  ];
  const text = signed.map(encoded).join(".");
  const key = createPrivateKey({ key: privateKey, format: "jwk" });
  return `${text}.${sign("RSA-SHA256", Buffer.from(text), key).toString("base64url")}`;
}

async function grant(proof: string, more: Record<string, string> = {}) {
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: proof,
    scope: "okta.users.read",
    ...more,
  });
  const answer = await fetch(`${running.url}/okta/oauth2/v1/token`, { method: "POST", body });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
}

async function ask(method: string, path: string, authorization = "SSWS okta-test-api-token") {
  const url = `${running.url}/okta/api/v1${path}`;
  const answer = await fetch(url, { method, headers: { authorization } });
  const text = await answer.text();
  const body = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
  return { status: answer.status, headers: answer.headers, body };
}

describe("a token", () => {
  it("is given to the app for an assertion that it signed, once", async () => {
    const proof = assertion();

    const { status, body } = await grant(proof);

    expect(status).toBe(200);
    expect(body["scope"]).toBe("okta.users.read");
    await expect(grant(proof)).resolves.toMatchObject({
      status: 401,
      body: { error: "invalid_client", error_description: expect.stringContaining("used before") },
    });
  });

  it.each([
    ["another key's", {}, { kid: "another" }],
    ["another algorithm's", {}, { alg: "none" }],
    ["another app's", { iss: "0oaAnother0000000000" }, {}],
    ["for somebody else", { aud: "https://contoso.okta.com/oauth2/v1/token" }, {}],
    ["expired", { exp: 1 }, {}],
    ["too long", { exp: start / 1000 + 3_601 }, {}],
    ["without an id", { jti: null }, {}],
  ])("is refused for an assertion that is %s", async (_, claims, header) => {
    await expect(grant(assertion(claims, header))).resolves.toMatchObject({
      status: 401,
      body: { error: "invalid_client" },
    });
  });

  it.each([
    [{ scope: "okta.users.read okta.apps.manage" }, 400, "invalid_scope"],
    [{ scope: "" }, 400, "invalid_scope"],
    [{ grant_type: "password" }, 400, "unsupported_grant_type"],
    [{ client_assertion_type: "client_secret" }, 401, "invalid_client"],
  ])("is refused with %j", async (more, status, error) => {
    await expect(grant(assertion(), more)).resolves.toMatchObject({ status, body: { error } });
  });

  it("lets in for an hour, and for its scopes", async () => {
    const { body } = await grant(assertion());
    const bearer = `Bearer ${body["access_token"]}`;

    expect((await ask("GET", "/users/alex", bearer)).status).toBe(200);
    await expect(ask("GET", "/logs", bearer)).resolves.toMatchObject({
      status: 403,
      body: { errorCode: "E0000006" },
    });
    now += 3_600_000;
    await expect(ask("GET", "/users/alex", bearer)).resolves.toMatchObject({
      status: 401,
      body: { errorCode: "E0000011" },
    });
  });
});

describe("a user", () => {
  it("is found by the part of a login before its @ where only one has it", async () => {
    await expect(ask("GET", "/users/ALEX")).resolves.toMatchObject({
      body: { profile: { login: "alex@contoso.example" } },
    });
    const twin = { id: "00u00000000000000099", login: "alex@fabrikam.example" };
    running.scene("okta", { users: [twin] });
    await expect(ask("GET", "/users/alex")).resolves.toMatchObject({
      status: 404,
      body: { errorCode: "E0000007", errorCauses: [] },
    });
  });

  it("is suspended from ACTIVE only, and unsuspended from SUSPENDED only", async () => {
    const change = async (what: string) =>
      (await ask("POST", `/users/alex@contoso.example/lifecycle/${what}`)).status;

    await expect(change("unsuspend")).resolves.toBe(400);
    await expect(change("suspend")).resolves.toBe(200);
    await expect(change("suspend")).resolves.toBe(400);
    await expect(change("unsuspend")).resolves.toBe(200);
  });

  it("keeps tokens and devices that are not asked to go", async () => {
    await ask("DELETE", "/users/alex/sessions?forgetDevices=false");

    const { users } = running.state("okta") as { users: object[] };
    expect(users[0]).toMatchObject({ sessions: 0, hasTokens: true, hasDevices: true });
  });
});

it("the log tells late what happened, to a filter that it understands", async () => {
  running.scene("okta", { logDelaySeconds: 10 });
  await ask("DELETE", "/users/alex/sessions");
  const filter = encodeURIComponent('eventType eq "user.session.clear"');
  const found = async () => (await ask("GET", `/logs?filter=${filter}`)).body;

  await expect(found()).resolves.toEqual([]);
  now += 10_000;
  await expect(found()).resolves.toMatchObject([
    { eventType: "user.session.clear", target: [{ alternateId: "alex@contoso.example" }] },
  ]);
  expect((await ask("GET", "/logs?filter=actor.id%20pr")).status).toBe(400);
  expect((await ask("GET", "/logs?since=yesterday")).status).toBe(400);
});

it("a limit is counted down, and ends with its minute", async () => {
  running.scene("okta", { perMinute: 1 });

  const { headers } = await ask("GET", "/users?limit=1");
  const refused = await ask("GET", "/users?limit=1");

  expect(headers.get("x-rate-limit-remaining")).toBe("0");
  expect(refused).toMatchObject({ status: 429, body: { errorCode: "E0000047" } });
  now = Number(refused.headers.get("x-rate-limit-reset")) * 1000;
  expect((await ask("GET", "/users?limit=1")).status).toBe(200);
});

it.each([{ users: "all" }, { users: [{ id: "alex" }] }, { perMinute: -1 }, { scopes: [1] }, "on"])(
  "a scene that is none is refused: %j",
  (scene) => expect(() => running.scene("okta", scene)).toThrow(/okta|A user needs/),
);

import { ManagedIdentityCredential } from "@azure/identity";
import { identityHeader, managedIdentity } from "../../simulators/managed-identity";
import { systemAssigned, userAssigned } from "../../simulators/managed-identity/identities";
import {
  type Claims,
  checkToken,
  isFor,
  readToken,
  signToken,
} from "../../simulators/managed-identity/token";
import { type RunningSimulators, startSimulators } from "../../simulators/server";

const graph = "https://graph.microsoft.com";
const threeAm = Date.UTC(2026, 10, 24, 3);

let running: RunningSimulators;

beforeEach(async () => {
  running = await startSimulators({ only: [managedIdentity], now: () => threeAm });
});

afterEach(() => running.close());

interface TokenAnswer {
  access_token: string;
  expires_on: string;
  message: string;
}

async function ask(
  query: string,
  headers: Record<string, string> = { "X-IDENTITY-HEADER": identityHeader },
) {
  const answer = await fetch(`${running.url}/managed-identity/token?${query}`, { headers });
  return { status: answer.status, body: (await answer.json()) as TokenAnswer };
}

const version = "api-version=2019-08-01";
const good = `${version}&resource=${encodeURIComponent(graph)}`;
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

function claimsOf(token: string): Claims {
  const reading = readToken(bearer(token));
  if ("problem" in reading) throw new Error(`The token is ${reading.problem}`);
  return reading.claims;
}

describe("GET /token", () => {
  it("gives a token of the system-assigned identity for a resource", async () => {
    const { status, body } = await ask(good);

    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      expires_on: String(threeAm / 1000 + 86_400),
      resource: graph,
      token_type: "Bearer",
      client_id: systemAssigned.clientId,
    });
    expect(claimsOf(body.access_token)).toMatchObject({
      aud: graph,
      oid: systemAssigned.principalId,
      sub: systemAssigned.principalId,
      appid: systemAssigned.clientId,
      iss: expect.stringMatching(/^https:\/\/sts\.windows\.net\/.+\/$/),
      tid: expect.any(String),
      roles: expect.arrayContaining(["User.Read.All"]),
      exp: threeAm / 1000 + 86_400,
    });
  });

  it.each([
    ["client_id", userAssigned.clientId.toUpperCase()],
    ["object_id", userAssigned.principalId],
    ["principal_id", userAssigned.principalId],
    ["mi_res_id", userAssigned.resourceId ?? ""],
  ])("finds the user-assigned identity by %s", async (name, value) => {
    const { body } = await ask(`${good}&${name}=${encodeURIComponent(value)}`);

    expect(claimsOf(body.access_token).oid).toBe(userAssigned.principalId);
  });

  it.each([
    ["an unknown client id", `${good}&client_id=00000000-0000-0000-0000-000000000000`],
    [
      "two ways to name one",
      `${good}&client_id=${userAssigned.clientId}&object_id=${userAssigned.principalId}`,
    ],
  ])("answers %s with 400 in the words of the platform", async (_title, query) => {
    const { status, body } = await ask(query);

    expect(status).toBe(400);
    expect(body).toEqual({
      statusCode: 400,
      message:
        "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.",
      correlationId: expect.any(String),
    });
  });

  it("finds no identity when none is named and none is system-assigned", async () => {
    running.scene("managed-identity", { systemAssigned: false });

    expect((await ask(good)).status).toBe(400);
    expect((await ask(`${good}&client_id=${userAssigned.clientId}`)).status).toBe(200);
  });

  it.each([
    ["no header", good, {}, 403],
    ["a wrong header", good, { "X-IDENTITY-HEADER": "guess" }, 403],
    ["no api-version", `resource=${graph}`, undefined, 400],
    ["the api-version of a machine", `api-version=2018-02-01&resource=${graph}`, undefined, 400],
    ["no resource", version, undefined, 400],
    ["two resources", `${good}&resource=https://vault.azure.net`, undefined, 400],
    ["a scope for a resource", `${version}&resource=${graph}/.default`, undefined, 400],
  ])("refuses %s", async (_title, query, headers, status) => {
    const answer = await ask(query, headers);

    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ statusCode: status, message: expect.any(String) });
  });

  it("never answers 404, which the Azure client would repeat for a long time", async () => {
    const answer = await fetch(`${running.url}/managed-identity/msi/token`);

    expect(answer.status).toBe(400);
  });

  it("puts the application permissions of the scene into roles, and its lifetime into exp", async () => {
    running.scene("managed-identity", {
      roles: { [graph]: ["User.Read.All"] },
      tokenLifetimeSeconds: 300,
    });

    const { body } = await ask(good);

    expect(claimsOf(body.access_token).roles).toEqual(["User.Read.All"]);
    expect(body.expires_on).toBe(String(threeAm / 1000 + 300));
  });

  it.each([{ roles: [] }, { tokenLifetimeSeconds: 0 }, { userAssigned: [{}] }, { unknown: 1 }, 7])(
    "does not take %j for a scene",
    (scene) => {
      expect(() => running.scene("managed-identity", scene)).toThrow(
        'The scene of "managed-identity" takes',
      );
    },
  );

  it("counts the tokens that it gave, by resource", async () => {
    await ask(good);
    await ask(good);

    expect(running.state("managed-identity")).toMatchObject({ issued: { [graph]: 2 } });
  });
});

describe("the Azure client", () => {
  const { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: header } = process.env;

  afterEach(() => {
    delete process.env.IDENTITY_ENDPOINT;
    delete process.env.IDENTITY_HEADER;
    if (endpoint !== undefined) process.env.IDENTITY_ENDPOINT = endpoint;
    if (header !== undefined) process.env.IDENTITY_HEADER = header;
  });

  it("gets a token here as it would from App Service", async () => {
    const own = await startSimulators({ only: [managedIdentity] });
    process.env.IDENTITY_ENDPOINT = `${own.url}/managed-identity/token`;
    process.env.IDENTITY_HEADER = identityHeader;

    const { token } = await new ManagedIdentityCredential({
      clientId: userAssigned.clientId,
    }).getToken("https://management.azure.com/.default");

    expect(checkToken(bearer(token), "https://management.azure.com", Date.now())).toBeUndefined();
    expect(own.calls("managed-identity")).toHaveLength(1);
    await own.close();
  });
});

describe("checkToken()", () => {
  const arm = "https://management.azure.com";
  const token = (changes: Partial<Claims> = {}) =>
    signToken({
      aud: arm,
      iss: "https://sts.windows.net/t/",
      iat: 0,
      nbf: 0,
      exp: threeAm / 1000 + 60,
      oid: "o",
      sub: "o",
      appid: "a",
      tid: "t",
      idtyp: "app",
      roles: [],
      ...changes,
    });
  const codeOf = (headers: Record<string, string>, now?: number) => {
    const answer = checkToken({ headers }, [arm, "https://management.core.windows.net/"], now);
    return (
      answer && { status: answer.status, ...(answer.body as { error: { code: string } }).error }
    );
  };

  it("lets a token for one of the audiences pass, with or without a final slash", () => {
    expect(codeOf(bearer(token()).headers, threeAm)).toBeUndefined();
    expect(codeOf(bearer(token({ aud: `${arm}/` })).headers, threeAm)).toBeUndefined();
    expect(isFor(claimsOf(token()), "https://vault.azure.net")).toBe(false);
  });

  it.each([
    ["no token", {}, "AuthenticationFailed"],
    ["another scheme", { authorization: "Basic dTpw" }, "InvalidAuthenticationToken"],
    ["a token that is none", { authorization: "Bearer abc" }, "InvalidAuthenticationToken"],
    [
      "a wrong audience",
      bearer(token({ aud: graph })).headers,
      "InvalidAuthenticationTokenAudience",
    ],
    [
      "an expired token",
      bearer(token({ exp: threeAm / 1000 })).headers,
      "ExpiredAuthenticationToken",
    ],
  ])("refuses %s as Azure Resource Manager does", (_title, headers, code) => {
    expect(codeOf(headers, threeAm)).toMatchObject({ status: 401, code });
  });

  it("refuses a token whose claims were changed after it was signed", () => {
    const [header, , signature] = token().split(".");
    const forged = Buffer.from(JSON.stringify({ aud: arm, roles: ["Owner"] })).toString(
      "base64url",
    );

    expect(codeOf(bearer(`${header}.${forged}.${signature}`).headers)).toMatchObject({
      code: "InvalidAuthenticationToken",
    });
  });

  it("challenges with the address to get a token from", () => {
    expect(checkToken({ headers: {} }, arm)?.headers?.["www-authenticate"]).toMatch(
      /^Bearer authorization_uri="https:\/\/login\.microsoftonline\.com\//,
    );
  });

  it("does not look at the lifetime without a time", () => {
    expect(codeOf(bearer(token({ exp: 1 })).headers)).toBeUndefined();
  });
});

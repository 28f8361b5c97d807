import { SecretClient } from "@azure/keyvault-secrets";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyVault } from "../../simulators/key-vault";
import { managedIdentity } from "../../simulators/managed-identity";
import { type Claims, signToken } from "../../simulators/managed-identity/token";
import { type RunningSimulators, startSimulators } from "../../simulators/server";
import { servicenow } from "../../simulators/servicenow";
import { teams } from "../../simulators/teams";

const threeAm = Date.UTC(2026, 10, 24, 3);
const vault = "https://vault.azure.net";

let running: RunningSimulators;

beforeEach(async () => {
  running = await startSimulators({
    only: [managedIdentity, keyVault, servicenow, teams],
    now: () => threeAm,
  });
});

afterEach(() => running.close());

const token = (changes: Partial<Claims> = {}) =>
  signToken({
    aud: vault,
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

interface VaultAnswer {
  value: string;
  id: string;
  contentType: string;
  error: { code: string; message: string; innererror?: { code: string } };
}

async function call(method: string, path: string, body?: unknown, bearer: string | null = token()) {
  const answer = await fetch(`${running.url}/key-vault${path}`, {
    method,
    headers: { ...(bearer !== null && { authorization: `Bearer ${bearer}` }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return {
    status: answer.status,
    headers: answer.headers,
    body: (await answer.json()) as VaultAnswer,
  };
}

const version = "?api-version=2025-07-01";
const get = (name: string) => call("GET", `/secrets/${name}${version}`);
const put = (name: string, body: unknown) => call("PUT", `/secrets/${name}${version}`, body);

describe("a request to the vault", () => {
  it("without a token is challenged with where to get one, and for what", async () => {
    const { status, headers, body } = await call("GET", `/secrets/a${version}`, undefined, null);

    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toMatch(
      /^Bearer authorization="https:\/\/login\.microsoftonline\.com\/[0-9a-f-]+", resource="https:\/\/vault\.azure\.net"$/,
    );
    expect(body.error).toEqual({
      code: "Unauthorized",
      message: "AKV10000: Request is missing a Bearer or PoP token.",
    });
  });

  it.each([
    ["a token for another resource", token({ aud: "https://graph.microsoft.com" }), "AKV10022"],
    ["an expired token", token({ exp: threeAm / 1000 }), "The token is expired"],
    ["a token that is none", "x.y.z", "Signature validation failed"],
  ])("with %s is challenged too", async (_title, bearer, message) => {
    const { status, headers, body } = await call("GET", `/secrets/a${version}`, undefined, bearer);

    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toContain(vault);
    expect(body.error.message).toContain(message);
  });

  it.each([
    ["without an api-version", "/secrets/teams-webhook-url", "api-version must be specified"],
    ["of an unknown api-version", "/secrets/teams-webhook-url?api-version=9", "is not recognized"],
    ["for a name that cannot be", `/secrets/a_b${version}`, "invalid name: a_b"],
  ])("%s is a bad parameter", async (_title, path, message) => {
    const { status, body } = await call("GET", path);

    expect(status).toBe(400);
    expect(body.error).toEqual({ code: "BadParameter", message: expect.stringContaining(message) });
  });

  it("of an identity without a role is forbidden", async () => {
    running.scene("key-vault", { isAllowed: false });

    const { status, body } = await get("virustotal-api-key");

    expect(status).toBe(403);
    expect(body.error).toMatchObject({
      code: "Forbidden",
      innererror: { code: "ForbiddenByRbac" },
    });
  });
});

describe("GET /secrets/{name}", () => {
  it("gives the published test secrets", async () => {
    const { status, headers, body } = await get("virustotal-api-key");

    expect(status).toBe(200);
    expect(headers.get("x-ms-request-id")).toBeTruthy();
    expect(body).toEqual({
      value: "virustotal-test-key",
      id: expect.stringMatching(
        /^https:\/\/[a-z-]+\.vault\.azure\.net\/secrets\/virustotal-api-key\/[0-9a-f]{32}$/,
      ),
      attributes: {
        enabled: true,
        created: expect.any(Number),
        updated: expect.any(Number),
        recoveryLevel: "Recoverable+Purgeable",
        recoverableDays: 90,
      },
    });
  });

  it("finds a name in any case, with a final slash, and by its version", async () => {
    const { body } = await get("VirusTotal-API-Key/");
    const id = body.id.split("/").at(-1);

    expect((await get(`virustotal-api-key/${id}`)).body.value).toBe("virustotal-test-key");
  });

  it.each(["unknown", "virustotal-api-key/0123456789abcdef0123456789abcdef"])(
    "says that it has no %s",
    async (name) => {
      const { status, body } = await get(name);

      expect(status).toBe(404);
      expect(body.error).toEqual({
        code: "SecretNotFound",
        message: expect.stringContaining(
          `A secret with (name/id) ${name} was not found in this key vault.`,
        ),
      });
    },
  );

  it("does not read a disabled secret", async () => {
    running.scene("key-vault", {
      secrets: { "virustotal-api-key": { value: "x", enabled: false } },
    });

    const { status, body } = await get("virustotal-api-key");

    expect(status).toBe(403);
    expect(body.error.innererror).toEqual({ code: "SecretDisabled" });
  });

  it("no longer knows a published secret that a scene took away", async () => {
    running.scene("key-vault", { secrets: { "virustotal-api-key": null } });

    expect((await get("virustotal-api-key")).status).toBe(404);
  });
});

describe("the published secrets", () => {
  it("open the simulated ServiceNow with Basic authentication", async () => {
    const { body } = await get("servicenow-credentials");
    const { username, password } = JSON.parse(body.value) as Record<string, string>;

    const answer = await fetch(`${running.url}/servicenow/api/now/table/incident`, {
      headers: {
        authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
      },
    });

    expect(body.contentType).toBe("application/json");
    expect(answer.status).toBe(200);
  });

  it("open it with an OAuth client when the scene says so", async () => {
    const before = await get("servicenow-credentials");
    running.scene("key-vault", { servicenowCredentials: "oauth" });

    const { body } = await get("servicenow-credentials");
    const { clientId = "", clientSecret = "" } = JSON.parse(body.value) as Record<string, string>;
    const answer = await fetch(`${running.url}/servicenow/oauth_token.do`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: clientId,
        client_secret: clientSecret,
      }),
    });

    expect(answer.status).toBe(200);
    expect(body.id).not.toBe(before.body.id);
  });

  it("hold a webhook address that the simulated Teams takes", async () => {
    const { body } = await get("teams-webhook-url");

    const answer = await fetch(body.value, {
      method: "POST",
      body: JSON.stringify({ type: "message", attachments: [] }),
    });

    expect(body.value).toContain(`${running.url}/teams/powerautomate/`);
    expect(answer.status).toBe(202);
  });
});

describe("PUT /secrets/{name}", () => {
  it("sets a new version; the one before stays readable", async () => {
    const { body: before } = await get("virustotal-api-key");

    const { status, body: set } = await put("virustotal-api-key", {
      value: "rotated",
      contentType: "text/plain",
      attributes: { enabled: true, exp: 1_900_000_000 },
      tags: { owner: "soc" },
    });

    expect(status).toBe(200);
    expect(set).toMatchObject({
      value: "rotated",
      contentType: "text/plain",
      attributes: { enabled: true, exp: 1_900_000_000, created: threeAm / 1000 },
      tags: { owner: "soc" },
    });
    expect((await get("virustotal-api-key")).body.value).toBe("rotated");
    const old = `virustotal-api-key/${before.id.split("/").at(-1)}`;
    expect((await get(old)).body.value).toBe("virustotal-test-key");
  });

  it.each<[string, unknown]>([
    ["no body", undefined],
    ["no value", { contentType: "text/plain" }],
    ["a value that is no text", { value: 1 }],
    ["a value of more than 25 KB", { value: "x".repeat(25_601) }],
    ["attributes of another shape", { value: "x", attributes: { enabled: "yes" } }],
    ["a time that is none", { value: "x", attributes: { exp: "soon" } }],
  ])("refuses %s", async (_title, body) => {
    const answer = await put("new", body);

    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toBe("BadParameter");
  });

  it("leaves no value in the calls nor in the state", async () => {
    await put("new", { value: "s3cr3t-value" });

    expect(JSON.stringify(running.calls("key-vault"))).not.toContain("s3cr3t-value");
    expect(JSON.stringify(running.state("key-vault"))).not.toContain("s3cr3t-value");
    expect(running.state("key-vault")).toMatchObject({
      secrets: expect.arrayContaining([expect.objectContaining({ name: "new" })]),
    });
  });
});

describe("the scene", () => {
  it.each([{ servicenowCredentials: "saml" }, { secrets: { a: "text" } }, { unknown: 1 }, []])(
    "cannot be %j",
    (scene) => {
      expect(() => running.scene("key-vault", scene)).toThrow('The scene of "key-vault" takes');
    },
  );
});

describe("the Azure client", () => {
  it("reads and sets secrets here, after one challenge", async () => {
    const client = new SecretClient(
      `${running.url}/key-vault`,
      { getToken: async () => ({ token: token(), expiresOnTimestamp: Date.now() + 3_600_000 }) },
      { allowInsecureConnection: true, disableChallengeResourceVerification: true },
    );

    await client.setSecret("fresh", "first");
    const { value, properties } = await client.getSecret("fresh");

    expect(value).toBe("first");
    expect(properties).toMatchObject({ name: "fresh", enabled: true });
    await expect(client.getSecret("absent")).rejects.toMatchObject({
      statusCode: 404,
      code: "SecretNotFound",
    });
    expect(running.calls("key-vault").map(({ status }) => status)).toEqual([401, 200, 200, 404]);
  });
});

describe("the memory of the vault", () => {
  it("keeps versions over a restart, and published secrets under the new address", async () => {
    const folder = mkdtempSync(join(tmpdir(), "simulators-"));
    const options = { only: [keyVault], memoryFile: join(folder, "memory.db"), now: () => threeAm };
    const first = running;
    running = await startSimulators(options);
    await put("virustotal-api-key", { value: "rotated" });
    await running.close();

    running = await startSimulators(options);

    expect((await get("virustotal-api-key")).body.value).toBe("rotated");
    expect((await get("teams-webhook-url")).body.value).toContain(running.url);
    await first.close();
    await running.close();
    rmSync(folder, { recursive: true, force: true });
    running = await startSimulators({ only: [keyVault] });
  });
});

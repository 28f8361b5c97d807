import { createPrivateKey, sign } from "node:crypto";
import { githubApp, githubCredentials } from "../../../simulators/github-app";
import { github } from "../../../simulators/github";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import { start } from "../token";

let now = start;
let running: RunningSimulators;
beforeEach(async () => {
  now = start;
  running = await startSimulators({ port: 0, only: [github], now: () => now });
});
afterEach(() => running.close());

const { privateKey } = JSON.parse(githubCredentials()) as { privateKey: string };
const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

function proof(claims: object = {}): string {
  const at = now / 1000;
  const usual = { iat: at - 60, exp: at + 300, iss: String(githubApp.appId) };
  const text = [{ alg: "RS256" }, { ...usual, ...claims }].map(encoded).join(".");
  const key = createPrivateKey(privateKey);
  return `${text}.${sign("RSA-SHA256", Buffer.from(text), key).toString("base64url")}`;
}

async function ask(method: string, path: string, bearer = "github-test-server-token") {
  const answer = await fetch(`${running.url}/github${path}`, {
    method,
    headers: { authorization: `Bearer ${bearer}` },
  });
  const text = await answer.text();
  const body = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
  return { status: answer.status, headers: answer.headers, body };
}

const tokens = `/app/installations/${githubApp.installationId}/access_tokens`;
const installation = async (): Promise<string> =>
  String((await ask("POST", tokens, proof())).body["token"]);

describe("a token of the installation", () => {
  it("lets in for an hour, not on the server", async () => {
    const token = await installation();

    expect((await ask("GET", "/orgs/contoso/members", token)).status).toBe(200);
    expect((await ask("GET", "/api/v3/user", token)).status).toBe(401);
    now += 3_600_000;
    expect((await ask("GET", "/orgs/contoso/members", token)).status).toBe(401);
  });

  it.each([{ iss: "1" }, { exp: 1 }, { exp: start / 1000 + 900 }, { iat: start / 1000 + 60 }])(
    "is not given for a proof with %j",
    async (claims) => {
      await expect(ask("POST", tokens, proof(claims))).resolves.toMatchObject({ status: 401 });
    },
  );
});

describe("an organization", () => {
  it("keeps its last owner", async () => {
    const path = "/orgs/contoso/members/octo-admin";

    const { status, body } = await ask("DELETE", path, await installation());

    expect([status, body["message"]]).toEqual([403, expect.stringContaining("last owner")]);
  });

  it("removes a member once", async () => {
    const token = await installation();
    const remove = async () =>
      (await ask("DELETE", "/orgs/Contoso/members/ALEX-contoso", token)).status;

    await expect(remove()).resolves.toBe(204);
    await expect(remove()).resolves.toBe(404);
  });

  it("is hidden where it is another", async () => {
    expect((await ask("GET", "/orgs/fabrikam", await installation())).status).toBe(404);
  });
});

describe("the server", () => {
  it("suspends twice as once, and tells since when", async () => {
    const user = "/api/v3/users/alex-contoso";
    const suspend = async () => (await ask("PUT", `${user}/suspended`)).status;

    await expect(suspend()).resolves.toBe(204);
    const { body } = await ask("GET", user);
    now += 60_000;
    await expect(suspend()).resolves.toBe(204);

    expect(body["suspended_at"]).toBe("2026-08-01T10:45:00Z");
    expect((await ask("GET", user)).body["suspended_at"]).toBe(body["suspended_at"]);
  });

  it("does not suspend who asks for it", async () => {
    expect((await ask("PUT", "/api/v3/users/octo-admin/suspended")).status).toBe(403);
  });
});

it.each([{ users: [{ login: "x" }] }, { permissions: "all" }, { perHour: "1" }, "on"])(
  "a scene that is none is refused: %j",
  (scene) => expect(() => running.scene("github", scene)).toThrow(/github|A user needs/),
);

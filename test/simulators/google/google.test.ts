import { google } from "../../../simulators/google";
import { issue } from "../../../simulators/google/access-token";
import { publishedInstance } from "../../../simulators/google/published";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import { start, tokenFor } from "../token";

let now = start;
let running: RunningSimulators;
beforeEach(async () => {
  now = start;
  running = await startSimulators({ port: 0, only: [google], now: () => now });
});
afterEach(() => running.close());

const account = "soar-response@soar-operations.iam.gserviceaccount.com";
const provider =
  "//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/azure/providers/entra";
const cloud = "https://www.googleapis.com/auth/cloud-platform";
const bearer = (who = account, scopes = [cloud]) =>
  issue({ who, scopes, endsAt: start + 3_600_000 });

interface Body {
  error: string | { message: string; status?: string; errors?: { reason: string }[] };
  tags: { fingerprint: string };
}

async function send(method: string, path: string, body?: object, token = bearer()) {
  const response = await fetch(`${running.url}/google${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Body };
}

async function exchange(changed: Record<string, string> = {}) {
  const response = await fetch(`${running.url}/google/sts/v1/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      audience: provider,
      scope: cloud,
      requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
      subject_token: tokenFor("api://soar-federation-0a1b"),
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      ...changed,
    }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe("Google's token exchange", () => {
  it("gives a token for one of the identity", async () => {
    await expect(exchange()).resolves.toMatchObject({
      status: 200,
      body: { access_token: expect.stringMatching(/^ya29\./), token_type: "Bearer" },
    });
  });

  it.each([
    [{ audience: provider.replace("entra", "other") }, "invalid_target"],
    [{ subject_token: tokenFor("api://another") }, "invalid_grant"],
    [
      {
        subject_token: tokenFor("api://soar-federation-0a1b", { iss: "https://sts.windows.net/x" }),
      },
      "invalid_grant",
    ],
    [{ subject_token: "eyJ.eyJ.x" }, "invalid_grant"],
    [{ grant_type: "client_credentials" }, "unsupported_grant_type"],
  ])("refuses another one: case %#", async (changed, error) => {
    const { status, body } = await exchange(changed);

    expect([status, body["error"]]).toEqual([400, error]);
  });

  it("refuses a token that is over", async () => {
    now = start + 2 * 86_400_000;

    await expect(exchange()).resolves.toMatchObject({ body: { error: "invalid_grant" } });
  });
});

const web =
  "/iam/v1/projects/contoso-web/serviceAccounts/web-frontend@contoso-web.iam.gserviceaccount.com";

describe("Google's IAM", () => {
  it.each([
    ["no token", "nothing", 401],
    ["another's token", bearer("somebody@x.iam.gserviceaccount.com"), 403],
    ["a token for something else", bearer(account, ["email"]), 403],
  ])("refuses %s", async (_, token, status) => {
    await expect(send("GET", web, undefined, token)).resolves.toMatchObject({ status });
  });

  it("refuses a token that is over", async () => {
    now = start + 3_600_000;

    await expect(send("GET", web)).resolves.toMatchObject({ status: 401 });
  });

  it("does not disable its own keys", async () => {
    const key = `${web}/keys/00aa11bb22cc33dd44ee55ff66007788990011aa:disable`;

    await expect(send("POST", key, {})).resolves.toMatchObject({
      status: 400,
      body: { error: { status: "FAILED_PRECONDITION" } },
    });
  });

  it("says 429 when there are too many writes, until the minute is over", async () => {
    running.scene("google", { writesPerMinute: 1 });
    await send("POST", `${web}:disable`, {});

    await expect(send("POST", `${web}:disable`, {})).resolves.toMatchObject({ status: 429 });
    now += 60_000;
    await expect(send("POST", `${web}:disable`, {})).resolves.toMatchObject({ status: 200 });
  });
});

describe("Google's Compute Engine", () => {
  const web1 = "/compute/compute/v1/projects/contoso-web/zones/europe-west4-a/instances/web-1";
  const policy = "/compute/compute/v1/projects/contoso-web/global/securityPolicies/edge";
  const rule = {
    priority: 1_000,
    action: "deny(403)",
    match: { versionedExpr: "SRC_IPS_V1", config: { srcIpRanges: ["203.0.113.7/32"] } },
  };

  it("refuses tags with an old fingerprint", async () => {
    const { fingerprint } = (await send("GET", web1)).body.tags;
    await send("POST", `${web1}/setTags`, { items: ["web"], fingerprint });

    await expect(
      send("POST", `${web1}/setTags`, { items: [], fingerprint }),
    ).resolves.toMatchObject({
      status: 412,
      body: { error: { errors: [{ reason: "conditionNotMet" }] } },
    });
  });

  it.each([
    [{ ...rule, priority: 900 }],
    [{ ...rule, description: "x".repeat(65) }],
    [{ ...rule, action: "drop" }],
    [{ ...rule, match: { versionedExpr: "SRC_IPS_V1", config: { srcIpRanges: [] } } }],
  ])("refuses a rule that cannot be: case %#", async (wrong) => {
    await expect(send("POST", `${policy}/addRule`, wrong)).resolves.toMatchObject({ status: 400 });
  });

  it("takes its time to stop", async () => {
    await send("POST", `${web1}/stop`);
    await expect(send("GET", web1)).resolves.toMatchObject({ body: { status: "STOPPING" } });

    now += 5_000;

    await expect(send("GET", web1)).resolves.toMatchObject({ body: { status: "TERMINATED" } });
    expect(publishedInstance.status).toBe("RUNNING");
  });
});

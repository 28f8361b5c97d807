import { createHash, createHmac } from "node:crypto";
import { type RunningSimulators, startSimulators } from "../../simulators/server";

let now = Date.parse("2026-11-24T03:00:00Z");
let running: RunningSimulators;
beforeAll(async () => (running = await startSimulators({ now: () => now })));
afterAll(() => running.close());
beforeEach(() => (now = Date.parse("2026-11-24T03:00:00Z")));

interface Session {
  id: string;
  secret: string;
  token: string;
}

async function tokenFor(resource: string): Promise<string> {
  const query = new URLSearchParams({ "api-version": "2019-08-01", resource });
  const headers = { "x-identity-header": "simulated-identity-header" };
  const answer = await fetch(`${running.url}/managed-identity/token?${query.toString()}`, {
    headers,
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function assume(changes: Record<string, string> = {}): Promise<Response> {
  const form = {
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: "arn:aws:iam::123456789012:role/soar-response",
    RoleSessionName: "incident-4711",
    WebIdentityToken: await tokenFor("api://soar-federation-0a1b"),
    ...changes,
  };
  return fetch(`${running.url}/aws/sts/`, { method: "POST", body: new URLSearchParams(form) });
}

async function session(): Promise<Session> {
  const text = await (await assume()).text();
  const read = (name: string) => new RegExp(`<${name}>(.*)</${name}>`).exec(text)![1]!;
  return { id: read("AccessKeyId"), secret: read("SecretAccessKey"), token: read("SessionToken") };
}

const hash = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) =>
  createHmac("sha256", key).update(text).digest();

/** A signed call of IAM; `more` spoils it. */
async function getUser(
  { id, secret, token }: Session,
  more: { region?: string; body?: string; unsigned?: string } = {},
): Promise<{ status: number; text: string }> {
  const body = "Action=GetUser&Version=2010-05-08&UserName=build-agent";
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const { host } = new URL(running.url);
  const headers = { host, "x-amz-date": time, "x-amz-security-token": token };
  const names = Object.keys(headers).filter((name) => name !== more.unsigned);
  const lines = names.map((name) => `${name}:${headers[name as keyof typeof headers]}`);
  const canonical = ["POST", "/aws/iam/", "", ...lines, "", names.join(";"), hash(body)].join("\n");
  const scope = [time.slice(0, 8), more.region ?? "us-east-1", "iam", "aws4_request"];
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${secret}`);
  const text = ["AWS4-HMAC-SHA256", time, scope.join("/"), hash(canonical)].join("\n");
  const answer = await fetch(`${running.url}/aws/iam/`, {
    method: "POST",
    body: more.body ?? body,
    headers: {
      "x-amz-date": time,
      "x-amz-security-token": token,
      authorization: `AWS4-HMAC-SHA256 Credential=${id}/${scope.join("/")}, SignedHeaders=${names.join(";")}, Signature=${hmac(key, text).toString("hex")}`,
    },
  });
  return { status: answer.status, text: await answer.text() };
}

describe("aws: a session", () => {
  it("is given for a token of the managed identity, and opens the account", async () => {
    const { status, text } = await getUser(await session());

    expect(status).toBe(200);
    expect(text).toContain("<Arn>arn:aws:iam::123456789012:user/ci/build-agent</Arn>");
  });

  it.each([
    ["another audience", { audience: "https://graph.microsoft.com" }, 400, "InvalidIdentityToken"],
    ["no token", { WebIdentityToken: "x" }, 400, "InvalidIdentityToken"],
    ["another role", { RoleArn: "arn:aws:iam::123456789012:role/admin" }, 403, "AccessDenied"],
    ["a name that none may have", { RoleSessionName: "incident/4711" }, 400, "ValidationError"],
    ["too short a time", { DurationSeconds: "60" }, 400, "ValidationError"],
    ["longer than the role lets", { DurationSeconds: "43200" }, 400, "ValidationError"],
  ])(
    "is refused to %s",
    async (_, { audience, ...changes }: Record<string, string>, status, code) => {
      const token = audience && { WebIdentityToken: await tokenFor(audience) };
      const answer = await assume({ ...changes, ...token });

      expect(answer.status).toBe(status);
      expect(await answer.text()).toContain(`<Code>${code}</Code>`);
    },
  );

  it("is refused for a token whose time is over", async () => {
    const WebIdentityToken = await tokenFor("api://soar-federation-0a1b");
    now += 2 * 86_400_000;

    expect(await (await assume({ WebIdentityToken })).text()).toContain("ExpiredTokenException");
  });

  it("ends after its time", async () => {
    const given = await session();
    now += 3_600_000;

    expect((await getUser(given)).text).toContain("<Code>ExpiredToken</Code>");
  });
});

describe("aws: a signature", () => {
  it.each([
    ["of another secret", { secret: "x" }, {}, "SignatureDoesNotMatch"],
    ["of an unknown key", { id: "ASIA0000000000000000" }, {}, "InvalidClientTokenId"],
    ["with another session's token", { token: "x" }, {}, "InvalidClientTokenId"],
    ["for another region than IAM's", {}, { region: "eu-west-1" }, "SignatureDoesNotMatch"],
    [
      "of another body",
      {},
      { body: "Action=GetUser&Version=2010-05-08&UserName=administrator" },
      "SignatureDoesNotMatch",
    ],
    ["without the date", {}, { unsigned: "x-amz-date" }, "SignatureDoesNotMatch"],
  ])("%s is refused", async (_, changes, more, code) => {
    const { status, text } = await getUser({ ...(await session()), ...changes }, more);

    expect(status).toBe(403);
    expect(text).toContain(`<Code>${code}</Code>`);
  });

  it.each([
    ["iam", "<Code>MissingAuthenticationToken</Code>", 403],
    ["ec2", "<Code>AuthFailure</Code>", 401],
    ["wafv2", "MissingAuthenticationTokenException", 400],
  ])("is needed at %s", async (service, words, status) => {
    const answer = await fetch(`${running.url}/aws/${service}/`, { method: "POST", body: "" });

    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(words);
  });
});

import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ConnectorError } from "../../connectors/connector-error";
import {
  type ClientCredentialsOptions,
  type OAuthClient,
  clientCredentials,
} from "../../connectors/oauth";

interface TokenRequest {
  path: string;
  type: string | undefined;
  authorization: string | undefined;
  body: string;
}

interface TokenAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

let server: Server;
let url: string;
let requests: TokenRequest[];
/** What the token endpoint answers to its nth request, from 1. */
let endpoint: (nth: number, request: TokenRequest) => TokenAnswer;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { url: path = "", headers } = request;
      const body = Buffer.concat(chunks).toString("utf8");
      const { "content-type": type, authorization } = headers;
      const received = { path, type, authorization, body };
      requests.push(received);
      const answer = endpoint(requests.length, received);
      response
        .writeHead(answer.status ?? 200, { "content-type": "application/json", ...answer.headers })
        .end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  requests = [];
  endpoint = (nth) => granted(nth, 1_800);
});

const granted = (nth: number, seconds?: unknown): TokenAnswer => ({
  body: { access_token: `token-${nth}`, token_type: "Bearer", expires_in: seconds },
});

const secret = "planted-client-secret";
const old: OAuthClient = { clientId: "client-of-acme", clientSecret: "planted-older-secret" };
const current: OAuthClient = { clientId: "client-of-acme", clientSecret: secret };

/** An authorization whose clock and vault the test turns. */
function acme(options: Partial<ClientCredentialsOptions> = {}) {
  const clock = { now: 1_000_000 };
  const vault = { held: current, kept: undefined as OAuthClient | undefined, reads: 0 };
  const access = clientCredentials({
    vendor: "acme",
    url,
    path: "/oauth/token",
    async client() {
      if (!vault.kept) vault.reads += 1;
      return (vault.kept ??= vault.held);
    },
    renewClient: () => (vault.kept = undefined),
    format: "form",
    advice: "put another client into the vault",
    now: () => clock.now,
    ...options,
  });
  const token = async () => (await access.authorize())["Authorization"];
  return { clock, vault, token, forget: access.forget };
}

async function failureOf(work: Promise<unknown>): Promise<ConnectorError> {
  const error = await work.then(
    () => new Error("did not fail"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConnectorError)) {
    throw new Error("Expected a ConnectorError", { cause: error });
  }
  for (const part of [secret, old.clientSecret, current.clientId]) {
    expect(error.message).not.toContain(part);
  }
  return error;
}

const members = {
  grant_type: "client_credentials",
  client_id: current.clientId,
  client_secret: secret,
};

describe("clientCredentials()", () => {
  it("asks with a form, and authorizes with the token", async () => {
    await expect(acme().token()).resolves.toBe("Bearer token-1");

    const [request] = requests;
    expect(request).toMatchObject({
      path: "/oauth/token",
      type: "application/x-www-form-urlencoded",
    });
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual(members);
  });

  it("asks with JSON and further members where the vendor wants it so", async () => {
    await acme({ format: "json", more: { audience: "api.acme.example" } }).token();

    const [request] = requests;
    expect(request?.type).toBe("application/json");
    expect(JSON.parse(request?.body ?? "")).toEqual({ ...members, audience: "api.acme.example" });
  });

  it("shows the client in a header where the vendor wants it there, and nowhere else", async () => {
    await acme({ clientIn: "header" }).token();

    const [request] = requests;
    const pair = Buffer.from(`${current.clientId}:${secret}`).toString("base64");
    expect(request?.authorization).toBe(`Basic ${pair}`);
    expect(request?.body).toBe("grant_type=client_credentials");
  });

  it("asks once for all who need a token at the same time", async () => {
    const { token } = acme();

    const all = await Promise.all([token(), token(), token()]);

    expect(all).toEqual(Array(3).fill("Bearer token-1"));
    expect(requests).toHaveLength(1);
  });

  it.each<[string, unknown, number]>([
    ["a minute before its end", 1_800, 1_740],
    ["a minute before an end that is told as text", "1800", 1_740],
    ["when a fifth of a short life is left", 30, 24],
    ["after four minutes where nothing is said of its life", undefined, 240],
    ["after four minutes where its life is null", null, 240],
  ])("asks for another token %s", async (_title, life, seconds) => {
    endpoint = (nth) => granted(nth, life);
    const { token, clock } = acme();
    await token();

    clock.now += seconds * 1_000 - 1;
    await expect(token()).resolves.toBe("Bearer token-1");
    clock.now += 1;
    await expect(token()).resolves.toBe("Bearer token-2");
  });

  it("uses a token that lives for no time once, and no longer", async () => {
    endpoint = (nth) => granted(nth, 0);
    const { token } = acme();

    await expect(token()).resolves.toBe("Bearer token-1");
    await expect(token()).resolves.toBe("Bearer token-2");
  });

  it.each([
    [503, "transient"],
    [429, "rate-limited"],
  ])(
    "goes on with a token until shortly before its end while the endpoint answers %i",
    async (status, kind) => {
      endpoint = (nth) => (nth === 1 ? granted(1, 1_800) : { status });
      const { token, clock } = acme();
      await token();

      clock.now += 1_750_000;
      await expect(token()).resolves.toBe("Bearer token-1");
      clock.now += 35_000;
      expect(await failureOf(token())).toMatchObject({ kind });
    },
  );

  it("does not go on with a token whose client is refused by now", async () => {
    endpoint = (nth) => (nth === 1 ? granted(1, 1_800) : { status: 401 });
    const { token, clock } = acme();
    await token();

    clock.now += 1_750_000;

    expect(await failureOf(token())).toMatchObject({ kind: "auth" });
  });

  it("asks again after the vendor refused the token", async () => {
    const { token, forget } = acme();
    await token();

    forget();

    await expect(token()).resolves.toBe("Bearer token-2");
    expect(requests).toHaveLength(2);
  });

  it("keeps what was got for one vendor from another", async () => {
    const [one, other] = [acme(), acme({ vendor: "other", path: "/other/token" })];

    await expect(one.token()).resolves.toBe("Bearer token-1");
    await expect(other.token()).resolves.toBe("Bearer token-2");
    one.forget();
    await expect(other.token()).resolves.toBe("Bearer token-2");

    expect(requests.map(({ path }) => path)).toEqual(["/oauth/token", "/other/token"]);
  });
});

describe("a client that is refused", () => {
  const knows = (client: OAuthClient) => (nth: number, request: TokenRequest) =>
    new URLSearchParams(request.body).get("client_secret") === client.clientSecret
      ? granted(nth, 1_800)
      : { status: 400, body: { error: "invalid_client", error_description: "Who is that?" } };

  it("is read again from its secret, once for all who asked", async () => {
    endpoint = knows(current);
    const { token, vault } = acme();
    vault.kept = old;

    const all = await Promise.all([token(), token(), token()]);

    expect(all).toEqual(Array(3).fill("Bearer token-2"));
    expect(requests).toHaveLength(2);
  });

  it("is not asked with a second time when its secret is still the same", async () => {
    endpoint = knows(old);
    const { token, vault } = acme();

    const error = await failureOf(token());

    expect(error).toMatchObject({ kind: "auth", status: 400, mayHaveHappened: false });
    expect(error.message).toBe(
      "acme: POST /oauth/token answered 400 (invalid_client: Who is that?): put another client into the vault",
    );
    expect(requests).toHaveLength(1);
    expect(vault.reads).toBe(2);
  });

  it("gets a token of its own when another one takes its place", async () => {
    const { token, vault } = acme();
    await token();

    vault.kept = { clientId: "another-client", clientSecret: "planted-other-secret" };

    await expect(token()).resolves.toBe("Bearer token-2");
    expect(requests[1]?.body).toContain("client_id=another-client");
  });
});

describe("a token endpoint", () => {
  it.each<[string, TokenAnswer, object]>([
    ["is down", { status: 503 }, { kind: "transient" }],
    ["wants us to wait", { status: 429 }, { kind: "rate-limited", retryAfterSeconds: 60 }],
    [
      "says how long to wait",
      { status: 429, headers: { "retry-after": "7" } },
      { kind: "rate-limited", retryAfterSeconds: 7 },
    ],
    ["refuses", { status: 401 }, { kind: "auth" }],
    ["refuses with a success", { body: { error: "invalid_client" } }, { kind: "auth" }],
    ["is not there", { status: 404 }, { kind: "auth" }],
    ["leads elsewhere", { status: 302, headers: { location: "/login" } }, { kind: "permanent" }],
    ["gives no token", { body: { token_type: "Bearer" } }, { kind: "permanent" }],
    ["gives a token of two lines", { body: { access_token: "a\r\nb" } }, { kind: "permanent" }],
    ["gives a page", { headers: { "content-type": "text/html" } }, { kind: "permanent" }],
  ])("that %s fails, and writes nothing", async (_title, answer, failure) => {
    endpoint = () => answer;

    expect(await failureOf(acme().token())).toMatchObject({ ...failure, mayHaveHappened: false });
  });

  it.each([{ format: "form" }, { format: "json" }, { clientIn: "header" }] as const)(
    "that repeats what it was sent is not repeated: %j",
    async (options) => {
      endpoint = () => ({
        status: 400,
        body: { error: secret, error_description: `${current.clientId} with ${secret}?` },
      });

      const { message } = await failureOf(acme(options).token());

      expect(message).toContain("400 (***: *** with ***?)");
    },
  );

  it("is asked again after it failed", async () => {
    endpoint = (nth) => (nth === 1 ? { status: 503 } : granted(nth, 1_800));
    const { token } = acme();
    await failureOf(token());

    await expect(token()).resolves.toBe("Bearer token-2");
  });
});

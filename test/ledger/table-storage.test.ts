import { once } from "node:events";
import { type RequestListener, type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { openTablesLedger } from "../../ledger/tables";

const key = Buffer.from("a key that nobody may read").toString("base64");

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const connectionString = (url: string) =>
  `DefaultEndpointsProtocol=http;AccountName=soc;AccountKey=${key};TableEndpoint=${url}/soc;`;

const refused = (status: number, code: string): RequestListener => {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ "odata.error": { code, message: { value: "No." } } }));
  };
};

/** Opening a ledger whose Table Storage answers so; the error of it. */
async function failureOf(account: string): Promise<Error> {
  const options = { retryOptions: { maxRetries: 0 } };
  const opened = openTablesLedger({ account, table: "Ledger", options });
  return opened.then(
    () => {
      throw new Error("It opened");
    },
    (error: Error) => error,
  );
}

describe("openTablesLedger()", () => {
  it("says which role an identity lacks", async () => {
    const url = await serve(refused(403, "AuthorizationPermissionMismatch"));

    const { message } = await failureOf(connectionString(url));

    expect(message).toBe(
      `Cannot create the ledger's table "Ledger" at ${new URL(url).host}: answered 403 ` +
        'AuthorizationPermissionMismatch; its identity needs the role "Storage Table Data Contributor"',
    );
  });

  it("says what Table Storage answered when it is down", async () => {
    const url = await serve(refused(503, "ServerBusy"));

    const { message } = await failureOf(connectionString(url));

    expect(message).toMatch(
      /^Cannot create the ledger's table "Ledger" at .*: answered 503 ServerBusy$/,
    );
  });

  it("says that nobody listens", async () => {
    const url = await serve(() => undefined);
    const [server] = servers.splice(0);
    server?.close();
    await once(server!, "close");

    const { message } = await failureOf(connectionString(url));

    expect(message).toMatch(/^Cannot create the ledger's table "Ledger" at .*ECONNREFUSED/);
  });

  it("says what it was at when a list cannot be read", async () => {
    const url = await serve((request, response) => {
      if (request.method === "POST") response.writeHead(204).end();
      else refused(500, "InternalError")(request, response);
    });
    const options = { retryOptions: { maxRetries: 0 } };
    const account = connectionString(url);
    const ledger = await openTablesLedger({ account, table: "Ledger", options });

    await expect(ledger.openContainments("feed-block")).rejects.toThrow(
      /^Cannot query the ledger's table "Ledger" at .*: answered 500 InternalError$/,
    );
    await expect(ledger.entry("run-1/k")).rejects.toThrow(
      /^Cannot read the ledger's table "Ledger" at .*: answered 500 InternalError$/,
    );
  });

  it("L5: no error carries the account's key", async () => {
    const url = await serve(refused(403, "AuthenticationFailed"));

    const error = await failureOf(connectionString(url));

    expect(JSON.stringify(error) + String(error.stack) + String(error.cause)).not.toContain(key);
  });

  it.each([
    ["an endpoint without TLS", "http://soc.table.core.windows.net"],
    ["a signature in the address", "https://soc.table.core.windows.net/?sv=2024&sig=secret"],
    ["a user in the address", "https://user@soc.table.core.windows.net"],
  ])("does not send a token to %s", async (_name, account) => {
    const { message } = await failureOf(account);

    expect(message).toContain(
      "expected https://<account>.table.core.windows.net, without a signature",
    );
    expect(message).not.toContain("secret");
  });

  it("refuses a connection string without TLS to another machine", async () => {
    const { message } = await failureOf(connectionString("http://storage.example"));

    expect(message).toMatch(/insecure|allowInsecureConnection/i);
  });
});

describe("openTablesLedger() at an https endpoint", () => {
  const environment = { ...process.env };
  const asked: URL[] = [];

  // One endpoint for all: the library remembers where it found it.
  beforeAll(async () => {
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? "", "http://identity.example");
      asked.push(url);
      response.writeHead(200, { "content-type": "application/json" });
      response.end(
        JSON.stringify({
          access_token: `token of ${url.searchParams.get("client_id")}`,
          expires_on: `${Math.floor(Date.now() / 1_000) + 86_400}`,
          resource: "https://storage.azure.com",
          token_type: "Bearer",
        }),
      );
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    identity = server;
    const { port } = server.address() as AddressInfo;
    process.env.IDENTITY_ENDPOINT = `http://127.0.0.1:${port}/token`;
    process.env.IDENTITY_HEADER = "header";
  });
  let identity: Server;
  afterAll(async () => {
    process.env = environment;
    identity.closeAllConnections();
    identity.close();
    await once(identity, "close");
  });

  it.each([
    ["the system-assigned identity", undefined, null],
    ["a user-assigned identity", "11111111-2222", "11111111-2222"],
  ])("shows a token of %s, for storage", async (_name, clientId, expected) => {
    const sent: { url: string; authorization: string | undefined }[] = [];

    await openTablesLedger({
      account: "https://soc.table.core.windows.net/",
      table: "Ledger",
      clientId,
      options: {
        httpClient: {
          async sendRequest(request) {
            sent.push({ url: request.url, authorization: request.headers.get("authorization") });
            return { request, status: 204, headers: request.headers };
          },
        },
      },
    });

    const questions = asked.splice(0).map(({ searchParams }) => searchParams);
    expect(questions.map((question) => question.get("resource"))).toEqual([
      "https://storage.azure.com",
    ]);
    expect(questions.map((question) => question.get("client_id"))).toEqual([expected]);
    expect(sent).toEqual([
      {
        url: expect.stringMatching(/^https:\/\/soc\.table\.core\.windows\.net\/Tables/),
        authorization: `Bearer token of ${expected}`,
      },
    ]);
  });
});

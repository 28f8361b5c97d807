import { Connection, type ConnectionConfiguration, Request, TYPES } from "tedious";
import {
  type RunningSqlServer,
  certificate,
  entraToken,
  ntlmLogin,
  sqlLogin,
  startSqlServer,
} from "../../../simulators/sql-server/server";

let server: RunningSqlServer;
const open: Connection[] = [];

beforeAll(async () => {
  server = await startSqlServer();
  server.create({
    name: "dbo.Log",
    columns: {
      Id: "bigint",
      At: "datetime2",
      Text: "nvarchar",
      Long: "nvarchar(max)",
      Version: "varbinary",
      Ok: "bit",
      Guid: "uniqueidentifier",
      Share: "float",
      Number: "int",
    },
  });
  server.insert("dbo.Log", [
    [
      1,
      "2026-01-02T03:04:05.1234567",
      "Zoë",
      "x".repeat(10_000),
      Buffer.from("0000000000000001", "hex"),
      1,
      "6F9619FF-8B86-D011-B42D-00C04FC964FF",
      1.5,
      -7,
    ],
    [2, "2026-01-02T03:04:06.0000000", null, null, null, 0, null, null, null],
  ]);
  server.create({ name: "dbo.Many", columns: { Id: "int" } });
  server.insert(
    "dbo.Many",
    Array.from({ length: 50_000 }, (_, id) => [id]),
  );
});
afterEach(() => open.splice(0).forEach((connection) => connection.close()));
afterAll(() => server.close());

type Changes = Omit<ConnectionConfiguration, "server">;
const secure = { cryptoCredentialsDetails: { ca: certificate } };

function connect(changes: Changes = {}): Promise<Connection> {
  const connection = new Connection({
    server: "localhost",
    authentication: {
      type: "default",
      options: { userName: sqlLogin.user, password: sqlLogin.password },
    },
    ...changes,
    options: { port: server.port, database: "logs", encrypt: true, ...secure, ...changes.options },
  });
  open.push(connection);
  return new Promise((resolve, reject) => {
    connection.on("error", () => undefined);
    connection.connect((error) => (error ? reject(error) : resolve(connection)));
  });
}

interface Asked {
  parameters?: readonly [string, (typeof TYPES)[keyof typeof TYPES], unknown][];
  timeout?: number;
  onRow?: (request: Request, connection: Connection) => void;
}

function ask(connection: Connection, sql: string, asked: Asked = {}): Promise<unknown[][]> {
  return new Promise((resolve, reject) => {
    const rows: unknown[][] = [];
    const request = new Request(sql, (error) => (error ? reject(error) : resolve(rows)));
    for (const [name, type, value] of asked.parameters ?? []) {
      request.addParameter(name, type, value);
    }
    if (asked.timeout !== undefined) request.setTimeout(asked.timeout);
    request.on("row", (columns: { value: unknown }[]) => {
      rows.push(columns.map(({ value }) => value));
      asked.onRow?.(request, connection);
    });
    connection.execSql(request);
  });
}

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "no error",
    (error: { number?: number; code?: string }) => error.number ?? error.code,
  );

describe("a log-in", () => {
  it.each<[string, Changes]>([
    ["without TLS", { options: { encrypt: false } }],
    ["with TLS of TDS 7", {}],
    ["with strict encryption, TDS 8", { options: { encrypt: "strict" } }],
    [
      "by NTLM",
      {
        authentication: {
          type: "ntlm",
          options: {
            domain: ntlmLogin.domain,
            userName: ntlmLogin.user,
            password: sqlLogin.password,
          },
        },
      },
    ],
    [
      "by a token of Entra ID",
      {
        authentication: {
          type: "azure-active-directory-access-token",
          options: { token: entraToken },
        },
      },
    ],
  ])("succeeds %s", async (_, changes) => {
    const connection = await connect(changes);

    expect(await ask(connection, "SELECT [Id] FROM [dbo].[Log] ORDER BY [Id]")).toEqual([
      ["1"],
      ["2"],
    ]);
  });

  it.each<[string, Changes, string]>([
    [
      "with another password",
      { authentication: { type: "default", options: { userName: "sweep_reader", password: "x" } } },
      "ELOGIN",
    ],
    [
      "by NTLM with another password",
      {
        authentication: {
          type: "ntlm",
          options: { domain: "CORP", userName: ntlmLogin.user, password: "x" },
        },
      },
      "ELOGIN",
    ],
    [
      "by another token",
      { authentication: { type: "azure-active-directory-access-token", options: { token: "x" } } },
      "ELOGIN",
    ],
    [
      "with a certificate that nobody trusts",
      { options: { cryptoCredentialsDetails: {} } },
      "ESOCKET",
    ],
  ])("is refused %s", async (_, changes, code) => {
    expect(await codeOf(connect(changes))).toBe(code);
  });

  it("tells whether it only reads", async () => {
    await connect({ options: { readOnlyIntent: true } });

    expect(server.logins().at(-1)).toMatchObject({ database: "logs", isReadOnly: true });
  });
});

test("A server without TLS is not spoken to by a client that wants it.", async () => {
  const plain = await startSqlServer({ encryption: "off" });
  expect(await codeOf(connect({ options: { port: plain.port } }))).toBe("EENCRYPT");
  await plain.close();
});

test("Every type comes as its driver gives it, and 100 ns are kept as text only.", async () => {
  const connection = await connect();
  const sql =
    "SELECT TOP (@n) [Id], [At], [Text], [Long], [Version], [Ok], [Guid], [Share], [Number], CONVERT(varchar(40), [At], 126) FROM [dbo].[Log] WHERE [Id] > @id ORDER BY [Id]";
  const rows = await ask(connection, sql, {
    parameters: [
      ["n", TYPES.Int, 10],
      ["id", TYPES.BigInt, "0"],
    ],
  });

  expect(rows).toEqual([
    [
      "1",
      new Date("2026-01-02T03:04:05.123Z"),
      "Zoë",
      "x".repeat(10_000),
      Buffer.from("0000000000000001", "hex"),
      true,
      "6F9619FF-8B86-D011-B42D-00C04FC964FF",
      1.5,
      -7,
      "2026-01-02T03:04:05.1234567",
    ],
    [
      "2",
      new Date("2026-01-02T03:04:06.000Z"),
      null,
      null,
      null,
      false,
      null,
      null,
      null,
      "2026-01-02T03:04:06.0000000",
    ],
  ]);
  expect(server.statements().at(-1)).toEqual({
    sql,
    parameters: { n: 10, id: 0n },
    types: { n: "int", id: "bigint" },
  });
});

describe("trouble", () => {
  it.each([
    ["SELECT [nope] FROM [dbo].[Log]", 207],
    ["SELECT [Id] FROM [dbo].[Nope]", 208],
    ["SELECT [Id] FROM [dbo].[Log] WHERE", 102],
  ])("is told by number: %s", async (sql, number) => {
    expect(await codeOf(ask(await connect(), sql))).toBe(number);
  });

  it("may be a deadlock, after which the connection goes on", async () => {
    const connection = await connect();
    server.trouble({ error: { number: 1205, message: "deadlock", severity: 13 } });

    expect(await codeOf(ask(connection, "SELECT [Id] FROM [dbo].[Log]"))).toBe(1205);
    expect(await ask(connection, "SELECT [Id] FROM [dbo].[Log]")).toHaveLength(2);
  });

  it("may be a time-out, which is a cancel, after which the connection goes on", async () => {
    const connection = await connect();
    const before = server.cancels();
    server.trouble({ delay: 60_000 });

    expect(await codeOf(ask(connection, "SELECT [Id] FROM [dbo].[Log]", { timeout: 50 }))).toBe(
      "ETIMEOUT",
    );
    expect(server.cancels()).toBe(before + 1);
    expect(await ask(connection, "SELECT [Id] FROM [dbo].[Log]")).toHaveLength(2);
  });

  it("may be a connection that is lost between rows", async () => {
    const connection = await connect();
    server.trouble({ dropAfterRows: 1_000 });

    expect(await codeOf(ask(connection, "SELECT [Id] FROM [dbo].[Many]"))).toMatch(
      /^E(?:SOCKET|CONNRESET)$/,
    );
  });
});

test("A request that is cancelled in the middle ends there, and the connection goes on.", async () => {
  const connection = await connect();
  let rows = 0;
  const onRow = (_: Request, on: Connection): void => {
    rows += 1;
    if (rows === 100) on.cancel();
  };

  expect(await codeOf(ask(connection, "SELECT [Id] FROM [dbo].[Many]", { onRow }))).toBe("ECANCEL");
  expect(rows).toBeLessThan(50_000);
  expect(await ask(connection, "SELECT [Id] FROM [dbo].[Log]")).toHaveLength(2);
});

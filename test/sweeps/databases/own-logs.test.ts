import { type RunningSqlServer, startSqlServer } from "../../../simulators/sql-server/server";
import { readingOf, sourceOf } from "./reading";

jest.setTimeout(30_000);

let server: RunningSqlServer;
beforeEach(async () => {
  server = await startSqlServer();
});
afterEach(() => server.close());

describe("SQL Server's audit", () => {
  const create = (): void =>
    server.create({
      name: "sys.audit",
      columns: {
        file_name: "nvarchar",
        audit_file_offset: "bigint",
        event_time: "datetime2",
        sequence_group_id: "varbinary",
        sequence_number: "int",
        action_id: "nvarchar",
        class_type: "nvarchar",
        succeeded: "bit",
        server_principal_name: "nvarchar",
        target_server_principal_name: "nvarchar",
        database_name: "nvarchar",
        schema_name: "nvarchar",
        object_name: "nvarchar",
        statement: "nvarchar(max)",
        additional_information: "nvarchar(max)",
      },
    });
  let count = 0;
  const add = (
    file: string,
    offset: number,
    action = "LGIF",
    more: { information?: string } = {},
  ): void => {
    count += 1;
    const at = `2026-01-02T03:04:${String(count % 60).padStart(2, "0")}.0000000`;
    const information =
      more.information ?? "<action_info><address>203.0.113.9</address></action_info>";
    server.insert("sys.audit", [
      [
        file,
        offset,
        at,
        Buffer.from([count]),
        1,
        `${action} `,
        "LX ",
        action === "LGIF" ? 0 : 1,
        "CORP\\Ann",
        null,
        "master",
        "",
        "o",
        "s",
        information,
      ],
    ]);
  };
  beforeEach(() => {
    count = 0;
    create();
  });
  const reading = (more: object = {}) =>
    readingOf(
      sourceOf(server.port, { shape: "sql-audit", auditFiles: "D:\\audit\\*.sqlaudit", ...more }),
      (record) => [
        record.get("action_id"),
        record.get("event.outcome"),
        record.get("user.name"),
        record.get("source.ip"),
      ],
    );

  it("gives failed log-ins their outcome, account and address, and is read on from its place", async () => {
    add("a.sqlaudit", 100);
    add("a.sqlaudit", 100);
    const audit = await reading();
    const failed = ["LGIF", "failure", "ann", "203.0.113.9"];
    expect((await audit.read()).picked).toEqual([failed, failed]);

    add("a.sqlaudit", 200, "LGIS");
    add("b.sqlaudit", 50, "AUSC", { information: "" });
    expect((await audit.read()).picked).toEqual([
      ["LGIS", "success", "ann", "203.0.113.9"],
      ["AUSC", "success", "ann", undefined],
    ]);
    expect((await audit.read()).picked).toEqual([]);
    await audit.close();
  });

  it("tells that its file is gone, and goes on by time, with nothing twice", async () => {
    add("a.sqlaudit", 100);
    add("b.sqlaudit", 100);
    const audit = await reading();
    await audit.read();
    server.meddle("DELETE FROM [sys].[audit] WHERE [file_name] = 'b.sqlaudit'");
    add("c.sqlaudit", 10, "APRL");
    const { picked, result } = await audit.read();

    expect(picked.map(([action]) => action)).toEqual(["APRL"]);
    expect(result.report.notices).toEqual([
      expect.objectContaining({
        severity: "error",
        message: expect.stringMatching(/^b\.sqlaudit is gone: all audit files were read from 2026/),
      }),
    ]);
    await audit.close();
  });

  it("begins with what comes, where it is told to", async () => {
    add("a.sqlaudit", 100);
    const audit = await reading({ backfill: "end" });
    expect((await audit.read()).picked).toEqual([]);
    add("a.sqlaudit", 200);
    expect((await audit.read()).picked).toHaveLength(1);
    await audit.close();
  });
});

describe("SQL Server's error log", () => {
  beforeEach(() =>
    server.create({
      name: "sys.errorlog",
      columns: {
        Number: "int",
        LogDate: "datetime2",
        ProcessInfo: "nvarchar",
        Text: "nvarchar(max)",
      },
    }),
  );
  const failed = (second: string, client: string, number = 0): void =>
    server.insert("sys.errorlog", [
      [number, `2026-01-02T03:04:${second}.670`, "Logon", "Error: 18456, Severity: 14, State: 8."],
      [
        number,
        `2026-01-02T03:04:${second}.670`,
        "Logon",
        `Login failed for user 'sa'. Reason: Password did not match that for the login provided. [CLIENT: ${client}]`,
      ],
    ]);
  const reading = () =>
    readingOf(sourceOf(server.port, { shape: "error-log", zone: "Europe/Berlin" }), (record) => [
      record.get("user.name"),
      record.get("source.ip"),
      record.get("event.reason"),
      new Date(record.time).toISOString(),
      record.kind.categories[0],
    ]);
  const attempt = (second: string, client: string): unknown[] => [
    "sa",
    client,
    "wrong-password",
    `2026-01-02T02:04:${second}.670Z`,
    "authentication",
  ];

  it("joins the two rows of a failed log-in, and is read on, each once", async () => {
    failed("05", "203.0.113.9");
    const log = await reading();
    expect((await log.read()).picked).toEqual([attempt("05", "203.0.113.9")]);
    failed("06", "203.0.113.8");
    expect((await log.read()).picked).toEqual([attempt("06", "203.0.113.8")]);
    expect((await log.read()).picked).toEqual([]);
    await log.close();
  });

  it("is read to its end in the log before, when the server cycled it", async () => {
    failed("05", "203.0.113.9");
    const log = await reading();
    await log.read();
    server.meddle("UPDATE [sys].[errorlog] SET [Number] = 1");
    failed("07", "203.0.113.7", 1);
    failed("08", "203.0.113.6");
    expect((await log.read()).picked).toEqual([
      attempt("07", "203.0.113.7"),
      attempt("08", "203.0.113.6"),
    ]);
    await log.close();
  });
});

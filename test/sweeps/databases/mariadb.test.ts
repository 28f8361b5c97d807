import { type Connection, createConnection } from "mysql2/promise";
import { type DatabaseServer, programOf, startMariadb } from "../../support/database-server";
import { readingOf, sourceOf } from "./reading";

jest.setTimeout(150_000);

const isInstalled =
  programOf("mariadbd") !== undefined && programOf("mariadb-install-db") !== undefined;
const secrets = { user: "reader", password: "reader-test-password" };

(isInstalled ? describe : describe.skip)("MariaDB (skipped where it is not installed)", () => {
  let server: DatabaseServer;
  let admin: Connection;
  beforeAll(async () => {
    server = await startMariadb();
    admin = await createConnection({ socketPath: server.socket, user: "root" });
    await admin.query("CREATE DATABASE logs");
    await admin.query("USE logs");
    await admin.query(
      "CREATE TABLE log_ins (id bigint, at datetime(6), who varchar(100), ip varchar(45), ok int)",
    );
    await admin.query("CREATE USER reader@'%' IDENTIFIED BY 'reader-test-password'");
    await admin.query("GRANT SELECT ON logs.log_ins TO reader@'%'");
  });
  afterEach(() => admin.query("TRUNCATE log_ins"));
  afterAll(async () => {
    await admin.end();
    await server.stop();
  });

  const add = (id: number, at = "2026-01-02 03:04:05.123456") =>
    admin.query("INSERT INTO log_ins VALUES (?, ?, 'CORP\\\\Ann', '203.0.113.9', 0)", [id, at]);
  const source = (more: object = {}) =>
    sourceOf(server.port, {
      kind: "mysql",
      table: "log_ins",
      keyColumns: ["id"],
      timeColumn: "at",
      columns: { "user.name": "who", "source.ip": "ip", "event.outcome": "ok" },
      ...more,
    });
  const reading = (more: object = {}) =>
    readingOf(source(more), (record) => String(record.place().at).split("/").at(-1), secrets);

  it("gives rows as records", async () => {
    await add(1);
    const read = await readingOf(
      source(),
      (record) => [
        record.get("user.name"),
        record.get("event.outcome"),
        new Date(record.time).toISOString(),
      ],
      secrets,
    );
    expect((await read.read()).picked).toEqual([["ann", "failure", "2026-01-02T03:04:05.123Z"]]);
    await read.close();
  });

  it("is read on, late rows included, each once", async () => {
    for (const id of [1, 2, 4]) await add(id);
    const read = await reading();
    expect((await read.read()).picked).toEqual(["1", "2", "4"]);
    await add(3);
    await add(5);
    expect((await read.read()).picked).toEqual(["3", "5"]);
    await read.close();
  });

  it("tells microseconds apart", async () => {
    await add(9, "2026-01-02 03:04:05.000001");
    await add(7, "2026-01-02 03:04:05.000002");
    await add(8, "2026-01-02 03:04:05.000002");
    const read = await reading({ keyColumns: ["at", "id"] });
    expect((await read.read()).picked).toEqual(["9", "7", "8"]);
    await add(1, "2026-01-02 03:04:05.000003");
    await add(2, "2026-01-02 03:02:05");
    expect((await read.read()).picked).toEqual(["2", "1"]);
    expect((await read.read()).picked).toEqual([]);
    await read.close();
  });

  it("is read in pages, and stops in the middle of one", async () => {
    await admin.query(
      "INSERT INTO log_ins SELECT seq, now(), 'a', '203.0.113.9', 1 FROM seq_1_to_25000",
    );
    const read = await reading();
    const first = await read.read(({ records }) => records >= 2_000);
    expect(first.picked).toHaveLength(2_000);
    expect((await read.read()).picked).toHaveLength(23_000);
    await read.close();
  });
});

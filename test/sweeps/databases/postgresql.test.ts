import { Client } from "pg";
import { type DatabaseServer, programOf, startPostgresql } from "../../support/database-server";
import { readingOf, sourceOf } from "./reading";

jest.setTimeout(150_000);

const isInstalled = programOf("postgres") !== undefined && programOf("initdb") !== undefined;
const secrets = { user: "reader", password: "reader-test-password" };

(isInstalled ? describe : describe.skip)("PostgreSQL (skipped where it is not installed)", () => {
  let server: DatabaseServer;
  let admin: Client;
  beforeAll(async () => {
    server = await startPostgresql();
    admin = new Client({
      host: server.socket,
      port: server.port,
      user: "admin",
      database: "postgres",
    });
    await admin.connect();
    await admin.query(
      `CREATE TABLE log_ins (id bigint, at timestamptz, who text, ip inet, ok boolean)`,
    );
    await admin.query(`CREATE ROLE reader LOGIN PASSWORD 'reader-test-password'`);
    await admin.query(`GRANT SELECT ON log_ins TO reader`);
  });
  afterEach(() => admin.query("DELETE FROM log_ins"));
  afterAll(async () => {
    await admin.end();
    await server.stop();
  });

  const add = (id: number, at = "2026-01-02T03:04:05.123456+01") =>
    admin.query("INSERT INTO log_ins VALUES ($1, $2, 'CORP\\Ann', '203.0.113.9', false)", [id, at]);
  const source = (more: object = {}) =>
    sourceOf(server.port, {
      kind: "postgresql",
      database: "postgres",
      table: "public.log_ins",
      keyColumns: ["id"],
      timeColumn: "at",
      columns: { "user.name": "who", "source.ip": "ip", "event.outcome": "ok" },
      log: { product: "erp", category: "authentication" },
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
        record.get("source.ip"),
        record.get("event.outcome"),
        new Date(record.time).toISOString(),
      ],
      secrets,
    );
    expect((await read.read()).picked).toEqual([
      ["ann", "203.0.113.9", "f", "2026-01-02T02:04:05.123Z"],
    ]);
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
    await add(9, "2026-01-02T03:04:05.000001Z");
    await add(7, "2026-01-02T03:04:05.000002Z");
    await add(8, "2026-01-02T03:04:05.000002Z");
    const read = await reading({ keyColumns: ["at", "id"] });
    expect((await read.read()).picked).toEqual(["9", "7", "8"]);
    await add(1, "2026-01-02T03:04:05.000003Z");
    await add(2, "2026-01-02T03:02:05Z");
    expect((await read.read()).picked).toEqual(["2", "1"]);
    expect((await read.read()).picked).toEqual([]);
    await read.close();
  });

  it("tells rows of one time apart by a UUID", async () => {
    await admin.query("CREATE TABLE by_uuid (at timestamptz, id uuid, who text)");
    await admin.query("GRANT SELECT ON by_uuid TO reader");
    const insert = (digit: number) =>
      admin.query("INSERT INTO by_uuid VALUES ('2026-01-02T03:04:05Z', $1, 'ann')", [
        `${digit}0000000-0000-4000-8000-000000000000`,
      ]);
    for (const digit of [3, 1, 2]) await insert(digit);
    const read = await reading({
      table: "by_uuid",
      keyColumns: ["at", "id"],
      columns: { "user.name": "who" },
    });
    expect((await read.read()).picked.map((id) => id?.slice(0, 1))).toEqual(["1", "2", "3"]);
    await insert(9);
    expect((await read.read()).picked.map((id) => id?.slice(0, 1))).toEqual(["9"]);
    await read.close();
  });

  it("is read in pages, and stops in the middle of one", async () => {
    await admin.query(
      "INSERT INTO log_ins SELECT n, now(), 'a', '203.0.113.9', true FROM generate_series(1, 25000) n",
    );
    const read = await reading();
    const first = await read.read(({ records }) => records >= 2_000);
    expect(first.picked).toHaveLength(2_000);
    expect((await read.read()).picked).toHaveLength(23_000);
    await read.close();
  });

  it("cannot be written to, and says what is missing where it may not be read", async () => {
    await admin.query("CREATE TABLE IF NOT EXISTS secret (id bigint)");
    const read = await reading({ table: "secret", timeColumn: undefined });
    await expect(read.read()).rejects.toThrow(/42501: permission denied.*Grant the role SELECT/);
    await read.close();
  });
});

import * as fc from "fast-check";
import { type RunningSqlServer, startSqlServer } from "../../../simulators/sql-server/server";
import { readingOf, sourceOf } from "./reading";

jest.setTimeout(60_000);

let server: RunningSqlServer;
beforeEach(async () => {
  server = await startSqlServer();
});
afterEach(() => server.close());

type Row = readonly [id: number, at: string, user: string | null, ip: string | null, ok: number];
const row = (id: number, at = "2026-01-02T03:04:05.0000000"): Row => [
  id,
  at,
  "CORP\\Ann",
  "::ffff:203.0.113.9",
  id % 2,
];
const create = (rows: readonly Row[] = []): void => {
  server.create({
    name: "dbo.LogIns",
    columns: { Id: "bigint", At: "datetime2", UserName: "nvarchar", Ip: "nvarchar", Ok: "bit" },
  });
  server.insert("dbo.LogIns", rows);
};
const declared = (more: object = {}) =>
  sourceOf(server.port, {
    table: "dbo.LogIns",
    keyColumns: ["Id"],
    timeColumn: "At",
    columns: { "user.name": "UserName", "source.ip": "Ip", "event.outcome": "Ok" },
    log: { product: "erp", category: "authentication" },
    ...more,
  });
const ids = (more: object = {}) =>
  readingOf(declared(more), (record) => Number(String(record.place().at).split("/").at(-1)));

test("A row is a record with the names that rules use.", async () => {
  create([row(1, "2026-07-02T03:04:05.1234567")]);
  const reading = await readingOf(declared({ zone: "Europe/Berlin" }), (record) => ({
    fields: ["user.name", "source.ip", "source.address", "event.outcome", "__proto__"].map((name) =>
      record.get(name),
    ),
    time: new Date(record.time).toISOString(),
    kind: record.kind,
    identity: record.identity(),
    text: record.text(),
  }));

  expect((await reading.read()).picked).toEqual([
    {
      fields: ["ann", "203.0.113.9", "203.0.113.9", "success", undefined],
      time: "2026-07-02T01:04:05.123Z",
      kind: { product: "erp", services: [], categories: ["authentication"] },
      identity: "localhost/logs/dbo.LogIns|1",
      text: "user.name=CORP\\Ann source.ip=::ffff:203.0.113.9 event.outcome=true",
    },
  ]);
  await reading.close();
});

test("Only what is mapped is asked for, by parameters, and read only.", async () => {
  create([row(1)]);
  const reading = await ids();
  await reading.read();
  await reading.close();

  const page = server.statements().at(-1)!;
  expect(page.sql).toBe(
    "SELECT TOP (@p0) r.[UserName], r.[Ip], r.[Ok], r.[At], CONVERT(nvarchar(400), r.[Id]) FROM [dbo].[LogIns] r WHERE r.[Id] <= @p1 ORDER BY r.[Id]",
  );
  expect(page.types).toEqual({ p0: "int", p1: "bigint" });
  expect(server.logins()).toEqual([expect.objectContaining({ isReadOnly: true })]);
});

test("A sweep goes on where the one before ended, and a row that is committed late is read.", async () => {
  create([row(1), row(2), row(4), row(5)]);
  const reading = await ids();
  expect((await reading.read()).picked).toEqual([1, 2, 4, 5]);

  server.insert("dbo.LogIns", [row(3), row(6)]);
  expect((await reading.read()).picked).toEqual([3, 6]);
  expect((await reading.read()).picked).toEqual([]);
  await reading.close();
});

test("A number that is missing for longer than the margin is not waited for.", async () => {
  create([row(1), row(3)]);
  const reading = await ids({ latenessMinutes: 5 });
  await reading.read(undefined, new Date("2026-01-02T04:00:00Z"));
  await reading.read(undefined, new Date("2026-01-02T04:06:00Z"));
  server.insert("dbo.LogIns", [row(2)]);

  expect((await reading.read()).picked).toEqual([]);
  await reading.close();
});

test("Times of 100 ns are told apart, and equal ones by what follows them.", async () => {
  const at = (ticks: number): string => `2026-01-02T03:04:05.000000${ticks}`;
  create([row(7, at(1)), row(8, at(1)), row(3, at(2)), row(9, at(2))]);
  const reading = await ids({ keyColumns: ["At", "Id"], latenessMinutes: 0 });
  const read: number[] = [];
  for (let more = true; more;) {
    const { picked, result } = await reading.read();
    read.push(...picked);
    ({ more } = result);
  }
  expect(read).toEqual([7, 8, 3, 9]);

  server.insert("dbo.LogIns", [row(10, at(2)), row(1, at(3))]);
  expect((await reading.read()).picked).toEqual([10, 1]);
  await reading.close();
});

test("Of a key of times, rows of the last minutes that come late are read, each once.", async () => {
  create([row(1, "2026-01-02T03:00:00"), row(2, "2026-01-02T03:10:00")]);
  const reading = await ids({ keyColumns: ["At", "Id"], latenessMinutes: 5 });
  await reading.read();
  server.insert("dbo.LogIns", [
    row(3, "2026-01-02T03:04:59"),
    row(4, "2026-01-02T03:06:00"),
    row(5, "2026-01-02T03:11:00"),
  ]);

  expect((await reading.read()).picked).toEqual([4, 5]);
  expect((await reading.read()).picked).toEqual([]);
  await reading.close();
});

test("Of a rowversion, rows of transactions that are open still are left for later.", async () => {
  const version = (value: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32BE(value, 4);
    return bytes;
  };
  server.create({ name: "dbo.Versions", columns: { Rv: "rowversion", UserName: "nvarchar" } });
  server.insert("dbo.Versions", [
    [version(1), "a"],
    [version(2), "b"],
    [version(9), "d"],
  ]);
  server.setActiveRowVersion(version(5));
  const source = declared({
    table: "dbo.Versions",
    keyColumns: ["Rv"],
    timeColumn: undefined,
    columns: { "user.name": "UserName" },
  });
  const reading = await readingOf(source, (record) => record.get("user.name"));
  expect((await reading.read()).picked).toEqual(["a", "b"]);

  server.insert("dbo.Versions", [[version(6), "c"]]);
  server.setActiveRowVersion(version(20));
  expect((await reading.read()).picked).toEqual(["c", "d"]);
  await reading.close();
});

test("A table that was restored is read from its start, and that is told.", async () => {
  create([row(1), row(50)]);
  const reading = await ids();
  await reading.read();
  server.meddle("DELETE FROM [dbo].[LogIns] WHERE [Id] = 50");
  const { picked, result } = await reading.read();

  expect(picked).toEqual([1]);
  expect(result.report.notices).toEqual([
    expect.objectContaining({
      severity: "error",
      message: expect.stringMatching(/^its largest key is 1, and it was read up to 50/),
    }),
  ]);
  await reading.close();
});

test("The first sweep begins at the end where it is told to.", async () => {
  create([row(1), row(2)]);
  const reading = await ids({ backfill: "end" });
  expect((await reading.read()).picked).toEqual([]);
  server.insert("dbo.LogIns", [row(3)]);
  expect((await reading.read()).picked).toEqual([3]);
  await reading.close();
});

test("However it is cut, and whatever is committed late in between, each row comes once.", async () => {
  const order = fc.shuffledSubarray(
    Array.from({ length: 60 }, (_, index) => index + 1),
    { minLength: 60 },
  );
  let tables = 0;
  await fc.assert(
    fc.asyncProperty(
      order,
      fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }),
      async (committed, cuts) => {
        // Nearly in order: a transaction is late by some rows.
        const rows = committed
          .map((id, at) => [id, id + (at % 6)] as const)
          .toSorted((a, b) => a[1] - b[1]);
        const name = `dbo.T${(tables += 1)}`;
        server.create({ name, columns: { Id: "bigint", UserName: "nvarchar" } });
        const source = declared({
          table: name,
          timeColumn: undefined,
          columns: { "user.name": "UserName" },
        });
        const reading = await readingOf(source, (record) => Number(record.place().at));
        const seen: number[] = [];
        let at = 0;
        for (let turn = 0; at < rows.length; turn += 1) {
          const size = cuts[turn % cuts.length]!;
          server.insert(
            name,
            rows.slice(at, at + size).map(([id]) => [id, "ann"]),
          );
          at += size;
          seen.push(...(await reading.read()).picked);
        }
        await reading.close();
        expect(seen.toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: 60 }, (_, index) => index + 1),
        );
      },
    ),
    { numRuns: 15 },
  );
});

test("A read that is stopped goes on at the next row.", async () => {
  create(Array.from({ length: 45_000 }, (_, index) => row(index + 1)));
  const reading = await ids();
  const first = await reading.read(({ records }) => records >= 3_000);
  expect(first.picked).toHaveLength(3_000);
  expect(first.result.more).toBe(true);
  const rest = await reading.read();
  expect(rest.picked[0]).toBe(3_001);
  expect(rest.picked).toHaveLength(42_000);
  expect(rest.result.more).toBe(false);
  await reading.close();
});

test.each([
  ["a deadlock", { error: { number: 1205, message: "deadlock", severity: 13 } }],
  ["a lost connection", { drop: true }],
  ["a connection that is lost between rows", { dropAfterRows: 2_500 }],
])("After %s it goes on from the last row.", async (_, trouble) => {
  create(Array.from({ length: 5_000 }, (__, index) => row(index + 1)));
  const reading = await ids();
  server.trouble({});
  server.trouble({});
  server.trouble(trouble);

  expect((await reading.read()).picked).toEqual(
    Array.from({ length: 5_000 }, (__, index) => index + 1),
  );
  await reading.close();
});

describe("What cannot be read", () => {
  it("for its log-in is told with advice and without the password, which is asked for anew once", async () => {
    create();
    const reading = await readingOf(declared(), () => 0, {
      user: "ann",
      password: "hunter2-hunter2",
    });
    const failure = await reading.read().then(
      () => "none",
      (error: Error) => error.message,
    );

    expect(failure).toMatch(/ELOGIN: Login failed for user 'ann'.*Check the login's secrets/);
    expect(failure).not.toContain("hunter2");
    expect(reading.forgotten).toEqual(["user", "password"]);
  });

  it("for its table is told by its number", async () => {
    const reading = await ids();
    await expect(reading.read()).rejects.toThrow(/error 208: Invalid object name/);
    await reading.close();
  });

  it("for a first key that is no order is told", async () => {
    create([row(1)]);
    const reading = await ids({ keyColumns: ["UserName"] });
    await expect(reading.read()).rejects.toThrow(
      /the first of keyColumns must be a number, a time or a rowversion; "UserName" is none/,
    );
    await reading.close();
  });
});

test("Whoever trusts any certificate is warned at every read.", async () => {
  create([row(1)]);
  const reading = await ids({ tls: { trustServerCertificate: true } });
  expect((await reading.read()).result.report.notices).toEqual([
    expect.objectContaining({ severity: "warning", message: expect.stringContaining("tls.ca") }),
  ]);
  await reading.close();
});

test("Windows events in columns and as XML are Windows events.", async () => {
  server.create({
    name: "dbo.Events",
    columns: { Id: "bigint", Event: "int", Log: "nvarchar", Who: "nvarchar", Xml: "nvarchar(max)" },
  });
  const xml = `<Event><System><Provider Name="P"/><EventID>4625</EventID><Channel>Security</Channel><Computer>DC1</Computer></System><EventData><Data Name="TargetUserName">Bob</Data></EventData></Event>`;
  server.insert("dbo.Events", [
    [1, 4625, "Security", "Ann", xml],
    [2, 4625, "Security", "Eve", "no XML"],
  ]);
  const picked = async (more: object): Promise<unknown[]> => {
    const reading = await readingOf(
      declared({ table: "dbo.Events", timeColumn: undefined, ...more }),
      (record) => [record.kind.channel, record.get("event.outcome"), record.get("user.name")],
    );
    const read = await reading.read();
    await reading.close();
    return [...read.picked, read.result.report.unparsed];
  };

  expect(
    await picked({ columns: { EventID: "Event", Channel: "Log", TargetUserName: "Who" } }),
  ).toEqual([["security", "failure", "ann"], ["security", "failure", "eve"], 0]);
  expect(await picked({ shape: "windows-xml", columns: { Xml: "Xml" } })).toEqual([
    ["security", "failure", "bob"],
    1,
  ]);
});

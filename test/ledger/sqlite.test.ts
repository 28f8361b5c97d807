import { once } from "node:events";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openSqliteLedger } from "../../ledger/sqlite";
import { earlier, takenOver } from "./earlier";
import { keepsLedgerContract } from "./ledger-suite";

const intent = {
  action: "openTicket",
  target: "t",
  runId: "run-1",
  at: "2026-03-01T10:00:00.000Z",
};

describe("openSqliteLedger()", () => {
  let folder: string;

  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), "ledger-"))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  let number = 0;
  const freshFile = () => join(folder, `${(number += 1)}`, "new folder", "ledger.db");

  keepsLedgerContract(async () => {
    const file = freshFile();
    return { ledger: await openSqliteLedger(file), another: () => openSqliteLedger(file) };
  }, 100);

  it("L1: what was acknowledged is in the file when the process is killed at that moment", async () => {
    const file = freshFile();
    const ledger = await openSqliteLedger(file);
    await ledger.begin("run-1/ticket", intent);
    await ledger.sending("run-1/ticket");

    const left = join(folder, "left-behind.db"); // the files as they are, with the connection still open
    await copyFile(file, left);
    await copyFile(`${file}-wal`, `${left}-wal`);

    const next = await openSqliteLedger(left);
    expect(await next.entry("run-1/ticket")).toMatchObject({ intent, state: "sending" });
    await Promise.all([ledger.close(), next.close()]);
  });

  it("waits for another process that makes the same new file", async () => {
    const file = join(folder, "made-by-two.db");
    const other = new DatabaseSync(file);
    other.exec("BEGIN IMMEDIATE");
    const opening = openSqliteLedger(file);
    const meanwhile = await Promise.race([opening, once(AbortSignal.timeout(50), "abort")]);
    other.exec("COMMIT");

    expect(meanwhile).toEqual([expect.anything()]);
    await (await opening).close();
    other.close();
  });

  it("L1: every commit waits for the disk", async () => {
    const exec = jest.spyOn(DatabaseSync.prototype, "exec");

    const ledger = await openSqliteLedger(freshFile());

    const statements = exec.mock.calls.map(([sql]) => sql).join("\n");
    expect(statements).toMatch(/journal_mode = WAL/);
    expect(statements).toMatch(/synchronous = FULL/);
    await ledger.close();
  });

  it("commits what is asked for at the same time in one transaction", async () => {
    const ledger = await openSqliteLedger(freshFile());
    const exec = jest.spyOn(DatabaseSync.prototype, "exec");

    await Promise.all(Array.from({ length: 20 }, (_, index) => ledger.begin(`k${index}`, intent)));

    expect(exec.mock.calls).toEqual([["BEGIN IMMEDIATE"], ["COMMIT"]]);
    await ledger.close();
  });

  it("commits the others when one of them is refused", async () => {
    const ledger = await openSqliteLedger(freshFile());

    const [good, bad, alsoGood] = await Promise.allSettled([
      ledger.begin("good", intent),
      ledger.sending("never begun"),
      ledger.begin("also good", intent),
    ]);

    expect([good?.status, bad?.status, alsoGood?.status]).toEqual([
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    expect(await ledger.entry("good")).toBeDefined();
    expect(await ledger.entry("also good")).toBeDefined();
    await ledger.close();
  });

  it("close() commits what still waits", async () => {
    const file = freshFile();
    const ledger = await openSqliteLedger(file);

    const begun = ledger.begin("k", intent);
    await ledger.close();

    expect((await begun).isNew).toBe(true);
    const again = await openSqliteLedger(file);
    expect(await again.entry("k")).toBeDefined();
    await again.close();
  });

  it("says that it cannot write, to every caller, and writes nothing", async () => {
    const file = freshFile();
    const ledger = await openSqliteLedger(file);
    const exec = jest.spyOn(DatabaseSync.prototype, "exec");
    exec.mockImplementationOnce(() => {
      throw new Error("database is locked");
    });

    const begun = await Promise.allSettled([ledger.begin("a", intent), ledger.begin("b", intent)]);

    for (const one of begun) {
      expect(one).toMatchObject({
        status: "rejected",
        reason: { message: "Cannot write to the SQLite ledger: database is locked" },
      });
    }
    expect(await ledger.entry("a")).toBeUndefined();
    await expect(ledger.begin("a", intent)).resolves.toMatchObject({ isNew: true });
    await ledger.close();
  });

  it.each([
    ["and SQLite has not rolled back", () => undefined],
    ["and SQLite has rolled back by itself", (database: DatabaseSync) => database.exec("ROLLBACK")],
  ])("says that a commit failed, %s, and goes on with the next", async (_name, before) => {
    const ledger = await openSqliteLedger(freshFile());
    const { exec } = DatabaseSync.prototype;
    const failing = jest.spyOn(DatabaseSync.prototype, "exec");
    failing.mockImplementation(function (this: DatabaseSync, sql) {
      if (sql !== "COMMIT") return exec.call(this, sql);
      failing.mockRestore();
      before(this);
      throw new Error("database or disk is full");
    });

    await expect(ledger.begin("a", intent)).rejects.toThrow(
      "Cannot write to the SQLite ledger: database or disk is full",
    );

    expect(await ledger.entry("a")).toBeUndefined();
    await expect(ledger.begin("a", intent)).resolves.toMatchObject({ isNew: true });
    await ledger.close();
  });

  it("commits an intent and its entry in the record together", async () => {
    const ledger = await openSqliteLedger(freshFile());
    const exec = jest.spyOn(DatabaseSync.prototype, "exec");
    const event = { what: "intended", by: "run-1", at: intent.at, detail: {} };

    await Promise.all([ledger.begin("k", intent), ledger.append("chain", "k", event)]);

    expect(exec.mock.calls).toEqual([["BEGIN IMMEDIATE"], ["COMMIT"]]);
    await ledger.close();
  });

  it("appends to a long record without reading it", async () => {
    const file = freshFile();
    const ledger = await openSqliteLedger(file);
    await ledger.append("chain", "a", { what: "done", by: "run-1", at: intent.at, detail: {} });
    const database = new DatabaseSync(file);
    const plans = [
      "SELECT 1 FROM record WHERE chain = ? AND key = ?",
      "SELECT position, hash FROM record WHERE chain = ? ORDER BY position DESC LIMIT 1",
    ].map((sql) => database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all());
    database.close();
    await ledger.close();

    for (const plan of plans) expect(JSON.stringify(plan)).toMatch(/SEARCH record USING/);
  });

  it("goes on with the blocks that version 0.1 kept, and keeps its table as it was", async () => {
    const file = join(folder, "version-0.1.db");
    const database = new DatabaseSync(file);
    database.exec(`
      CREATE TABLE containments (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, expires_at INTEGER NOT NULL, containment TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX containments_by_expiry ON containments (kind, expires_at);
    `);
    const insert = database.prepare("INSERT INTO containments VALUES (?, ?, ?, ?)");
    const text = JSON.stringify({ id: "block:address:203.0.113.7", ...earlier });
    insert.run("block:address:203.0.113.7", "address", Date.parse(earlier.expiresAt), text);

    const [ledger, another] = await Promise.all([openSqliteLedger(file), openSqliteLedger(file)]);

    expect(await ledger.openContainments("feed-block")).toEqual([takenOver]);
    expect(await another.openContainments()).toEqual([takenOver]);
    const kept = database.prepare("SELECT containment FROM containments_of_version_0_1").all();
    expect(kept).toEqual([{ containment: text }]);
    await ledger.reviseContainment(takenOver.id, (now) => now && { ...now, state: "ended" });
    await Promise.all([ledger.close(), another.close()]);
    const again = await openSqliteLedger(file);
    expect(await again.openContainments()).toEqual([]);
    await again.close();
    database.close();
  });

  it("goes on with the entries of a file that knows no holders", async () => {
    const file = join(folder, "without-holders.db");
    const database = new DatabaseSync(file);
    database.exec(`
      CREATE TABLE entries (
        key TEXT PRIMARY KEY, intent TEXT NOT NULL, state TEXT NOT NULL, result TEXT
      ) STRICT, WITHOUT ROWID;
    `);
    const insert = database.prepare("INSERT INTO entries VALUES (?, ?, ?, ?)");
    insert.run("sending", JSON.stringify(intent), "sending", null);
    insert.run("done", JSON.stringify(intent), "done", "1");
    database.close();

    const [ledger, another] = await Promise.all([openSqliteLedger(file), openSqliteLedger(file)]);

    const sending = { key: "sending", intent, state: "sending" };
    const holder = { id: "one", process: "host 7 1 a", renewed: 1 };
    expect(await another.entry("done")).toEqual({ key: "done", intent, state: "done", result: 1 });
    expect(await ledger.entry("sending")).toEqual(sending);
    expect(await ledger.handOver("sending", undefined, holder)).toBe(true);
    expect(await another.entry("sending")).toEqual({ ...sending, holder });
    await Promise.all([ledger.close(), another.close()]);
  });

  it("does not open a file that is no database", async () => {
    const file = join(folder, "notes.txt");
    await writeFile(file, "notes ".repeat(1_000));

    await expect(openSqliteLedger(file)).rejects.toThrow(
      `Cannot open the SQLite ledger "${file}": file is not a database`,
    );
  });
});

import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openSqliteStore } from "../../../local-host/store/sqlite";
import type { Store } from "../../../local-host/store/store";
import { entity, eventNamed, instanceRow } from "./rows";
import { passesStoreSuite } from "./store-suite";

let directory: string;
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), "store-"))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const fileNamed = (name: string): string => join(directory, name);
const open = (name = "durable.db"): Store => openSqliteStore({ file: fileNamed(name) });

/** The file and its log as they are now: what a process would find that started after a crash. */
function copyOf(name: string, copy: string): string {
  copyFileSync(fileNamed(name), fileNamed(copy));
  if (existsSync(fileNamed(`${name}-wal`))) {
    copyFileSync(fileNamed(`${name}-wal`), fileNamed(`${copy}-wal`));
  }
  return copy;
}

function metaIn(name: string, key: string): string | undefined {
  const store = open(name);
  const value = store.meta(key);
  store.close();
  return value;
}

/** A store whose next commit fails. */
function failingCommit(): { store: Store; fatal: Error[] } {
  const fatal: Error[] = [];
  const store = openSqliteStore({
    file: fileNamed("durable.db"),
    onFatal: (error) => fatal.push(error),
  });
  jest.spyOn(DatabaseSync.prototype, "exec").mockImplementationOnce(() => {
    throw new Error("disk I/O error");
  });
  return { store, fatal };
}

describe("openSqliteStore()", () => {
  describe("is a store", () => {
    passesStoreSuite(open);
  });

  it("makes the folder of the file", () => {
    open("deep/er/durable.db").close();

    expect(existsSync(fileNamed("deep/er/durable.db"))).toBe(true);
  });

  it("remembers everything after it was closed and opened again", () => {
    const store = open();
    store.putInstance(instanceRow());
    store.appendHistory("a1", [eventNamed("x")]);
    store.addMessage({ target: "a1", executionId: null, event: eventNamed("m") });
    store.addTimer({ target: "a1", executionId: "e1", event: eventNamed("t"), dueAt: 9 });
    const work = store.addWork({
      instanceId: "a1",
      executionId: "e1",
      taskId: 0,
      name: "n",
      input: "{}",
    });
    store.putTimerStatus("f", { schedule: "s", last: 1, next: 2, lastUpdated: 3 });
    store.close();

    const again = open();
    expect(again.instance("a1")).toEqual(instanceRow());
    expect(again.history("a1")).toEqual([eventNamed("x")]);
    expect(again.messages("a1")[0]!.event).toEqual(eventNamed("m"));
    expect(again.dueTimers(9, 1)[0]).toMatchObject({ executionId: "e1", event: eventNamed("t") });
    expect(again.work()).toEqual([work]);
    expect(again.timerStatus("f")).toEqual({ schedule: "s", last: 1, next: 2, lastUpdated: 3 });
    again.close();
  });

  it("has committed what durable() has promised, and commits a tick as a whole", async () => {
    const store = open();
    store.putMeta("a", "1");
    await store.durable();
    copyOf("durable.db", "after.db");
    store.putMeta("a", "2");
    copyOf("durable.db", "during.db");
    store.close();

    expect(metaIn("after.db", "a")).toBe("1");
    expect(metaIn("during.db", "a")).toBe("1");
    expect(metaIn("durable.db", "a")).toBe("2");
  });

  it("commits once for all groups of a tick", async () => {
    const store = open();
    const exec = jest.spyOn(DatabaseSync.prototype, "exec");
    for (let i = 0; i < 50; i += 1) store.write(() => store.putMeta(`${i}`, "x"));
    await store.durable();

    expect(exec.mock.calls).toEqual([["COMMIT"]]);
    store.close();
  });

  it("is not opened by a second process, which is told the file", () => {
    const file = fileNamed("durable.db");
    const holder = open();
    const script = `
      const { DatabaseSync } = require("node:sqlite");
      const database = new DatabaseSync(process.argv[1]);
      database.exec("BEGIN IMMEDIATE");`;
    const other = spawnSync(process.execPath, ["-e", script, file], { encoding: "utf8" });
    holder.close();

    expect(other.status).not.toBe(0);
    expect(other.stderr).toContain("database is locked");
  });

  it("says who is in the way when the file is in use", () => {
    const holder = open();

    expect(() => open()).toThrow(
      `Cannot open "${fileNamed("durable.db")}": another process is using it.`,
    );
    holder.close();
    open().close();
  });

  it("refuses a file that is no database", () => {
    writeFileSync(fileNamed("durable.db"), "not a database, but long enough to look at".repeat(50));

    expect(() => open()).toThrow("it is not an SQLite database");
  });

  it("refuses the tables of another version", () => {
    const database = new DatabaseSync(fileNamed("durable.db"));
    database.exec("PRAGMA user_version = 999");
    database.close();

    expect(() => open()).toThrow("its tables have version 999");
  });

  it.each(["normal", "full"] as const)("asks SQLite for %s synchronisation", (durability) => {
    const exec = jest.spyOn(DatabaseSync.prototype, "exec");
    openSqliteStore({ file: fileNamed("durable.db"), durability }).close();

    expect(exec).toHaveBeenCalledWith(`PRAGMA synchronous = ${durability}`);
  });

  describe("when a commit fails", () => {
    it("tells those who wait, whoever can end the process, and all later writers", async () => {
      const { store, fatal } = failingCommit();
      store.putMeta("a", "1");

      await expect(store.durable()).rejects.toThrow(
        `Cannot commit to "${fileNamed("durable.db")}": disk I/O error`,
      );
      expect(fatal).toHaveLength(1);
      expect(() => store.putMeta("b", "2")).toThrow("Cannot commit");
      await expect(store.durable()).rejects.toThrow("Cannot commit");
      store.close();
    });

    it("does not end in an unhandled rejection when nobody waits", async () => {
      const { store, fatal } = failingCommit();
      store.putMeta("a", "1");
      await new Promise(setImmediate);

      expect(fatal).toHaveLength(1);
      store.close();
    });
  });

  it("takes up a file of the version before, entities and all", () => {
    const database = new DatabaseSync(fileNamed("durable.db"));
    database.exec(TABLES_OF_VERSION_1);
    database.exec("INSERT INTO entities VALUES ('ledger', 'x', 1, '5', NULL, 70)");
    database.close();

    const store = open();
    const migrated = { ...entity("ledger", "x", 70), state: "5", createdAt: 70 };
    expect(store.listEntityInstances({ limit: 9 })).toEqual([migrated]);
    store.putEntity({ ...migrated, lastOperationAt: 80 });
    store.putInstance(instanceRow());
    store.close();

    const again = open();
    expect(again.entity({ name: "ledger", key: "x" })).toEqual({
      ...migrated,
      lastOperationAt: 80,
    });
    expect(again.instance("a1")).toEqual(instanceRow());
    again.close();
  });
});

const TABLES_OF_VERSION_1 = `
CREATE TABLE instances (
  instance_id TEXT PRIMARY KEY, execution_id TEXT NOT NULL, name TEXT NOT NULL, version TEXT,
  status TEXT NOT NULL, input TEXT, custom_status TEXT, output TEXT, created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL, parent TEXT
) STRICT;
CREATE INDEX instances_by_creation ON instances (created_at, instance_id);
CREATE INDEX instances_by_status ON instances (status, created_at, instance_id);
CREATE TABLE history (
  instance_id TEXT NOT NULL, turn INTEGER NOT NULL, events TEXT NOT NULL,
  PRIMARY KEY (instance_id, turn)
) STRICT, WITHOUT ROWID;
CREATE TABLE messages (
  target TEXT NOT NULL, id INTEGER NOT NULL, execution_id TEXT, event TEXT NOT NULL,
  PRIMARY KEY (target, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE work (
  id INTEGER PRIMARY KEY, instance_id TEXT NOT NULL, execution_id TEXT NOT NULL,
  task_id INTEGER NOT NULL, name TEXT NOT NULL, input TEXT NOT NULL
) STRICT;
CREATE TABLE timers (
  id INTEGER PRIMARY KEY, due_at INTEGER NOT NULL, target TEXT NOT NULL, execution_id TEXT,
  event TEXT NOT NULL
) STRICT;
CREATE INDEX timers_by_time ON timers (due_at, id);
CREATE INDEX timers_by_target ON timers (target);
CREATE TABLE entities (
  name TEXT NOT NULL, key TEXT NOT NULL, is_present INTEGER NOT NULL, state TEXT, lock TEXT,
  last_operation_at INTEGER NOT NULL, PRIMARY KEY (name, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE timer_statuses (function_name TEXT PRIMARY KEY, status TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
PRAGMA user_version = 1;
`;

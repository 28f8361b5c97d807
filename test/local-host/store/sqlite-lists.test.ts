import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openSqliteStore } from "../../../local-host/store/sqlite";
import type { InstanceFilter, Store } from "../../../local-host/store/store";

/** Which index serves a list, as SQLite itself says it. */

let directory: string;
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), "lists-"))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** The plans of the statements that a list prepares, on the file that it reads. */
function plansOf(list: (store: Store) => unknown): string[] {
  const file = join(directory, "durable.db");
  const store = openSqliteStore({ file });
  const prepare = jest.spyOn(DatabaseSync.prototype, "prepare");
  list(store);
  const statements = prepare.mock.calls.map(([sql]) => sql);
  prepare.mockRestore();
  store.close();
  const database = new DatabaseSync(file);
  const plans = statements.map((sql) =>
    database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail))
      .join("; "),
  );
  database.close();
  return plans;
}

const created = { createdFrom: 1, createdTo: 2 };
const after = { createdAt: 1, instanceId: "a" };
const byCreation = "SEARCH instances USING INDEX instances_by_creation";
const byStatus = "SEARCH instances USING INDEX instances_by_status (status=?";
const byId = "SEARCH instances USING INDEX sqlite_autoindex_instances_1 (instance_id>? AND";

describe("a list of instances", () => {
  it.each([
    [{}, ["SCAN instances USING INDEX instances_by_creation"]],
    [created, [`${byCreation} (created_at>? AND created_at<?)`]],
    [{ after }, [`${byCreation} ((created_at,instance_id)>(?,?))`]],
    [{ statuses: ["Running"] as const }, [`${byStatus})`]],
    [
      { statuses: ["Running", "Failed"] as const, ...created },
      [`${byStatus} AND created_at>? AND created_at<?)`],
    ],
    [
      { statuses: ["Running"] as const, after },
      [`${byStatus} AND (created_at,instance_id)>(?,?))`],
    ],
    [{ instanceIdPrefix: "b" }, [`${byId} instance_id<?)`]],
    [
      { instanceIdPrefix: "b", statuses: ["Running", "Failed"] as const, ...created, after },
      [`${byId} instance_id<?)`],
    ],
  ] as [Partial<InstanceFilter>, string[]][])("%j goes along an index", (filter, plans) => {
    expect(plansOf((store) => store.listInstances({ limit: 9, ...filter }))).toEqual(plans);
  });
});

describe("a list of entities", () => {
  it.each([
    [{}, "SCAN entities USING INDEX entities_by_creation"],
    [created, "SEARCH entities USING INDEX entities_by_creation (created_at>? AND created_at<?)"],
    [
      { instanceIdPrefix: "@a", after },
      "SEARCH entities USING INDEX entities_by_instance (instance_id>? AND instance_id<?)",
    ],
  ])("as instances, %j goes along an index", (filter, plan) => {
    expect(plansOf((store) => store.listEntityInstances({ limit: 9, ...filter }))).toEqual([plan]);
  });

  it.each([
    [{}, "SCAN entities"],
    [{ name: "a" }, "SEARCH entities USING PRIMARY KEY (name=?)"],
    [
      { name: "a", after: { name: "a", key: "b" }, lastOperationFrom: 1 },
      "SEARCH entities USING PRIMARY KEY (name=? AND key>?)",
    ],
    [{ after: { name: "a", key: "b" } }, "SEARCH entities USING PRIMARY KEY ((name,key)>(?,?))"],
  ])("%j goes along the primary key", (filter, plan) => {
    expect(plansOf((store) => store.listEntities({ limit: 9, ...filter }))).toEqual([plan]);
  });
});

it("the next timer is found by an index", () => {
  const plans = plansOf((store) => store.dueTimers(1, 9));
  expect(plans.every((plan) => plan.includes("timers_by_time"))).toBe(true);
});

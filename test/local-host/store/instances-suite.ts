import * as fc from "fast-check";
import type { RuntimeStatus } from "../../../local-host/engine/engine";
import type { InstanceFilter, InstanceRow, Store } from "../../../local-host/store/store";
import { eventNamed, instanceRow, message, work } from "./rows";

// Text ends at NUL in the SQLite of Node 22. JSON escapes it, and ids cannot hold it.
const anyText = fc.string({ unit: "binary" }).map((text) => text.replaceAll("\0", ""));

/** Instances and their history. */
export function keepsInstances(store: () => Store): void {
  const names = (target: string): unknown[] =>
    store()
      .messages(target)
      .map(({ event }) => event.Name);

  describe("instances", () => {
    it("gives back the row that was put last", () => {
      const parent = {
        OrchestrationInstance: { InstanceId: "p", ExecutionId: "pe" },
        Name: "parent",
        Version: null,
        TaskScheduleId: 3,
      };
      const row = instanceRow({ parent, version: "2", customStatus: '"half"', output: "o" });

      store().putInstance(instanceRow());
      store().putInstance(row);

      expect(store().instance("a1")).toEqual(row);
      expect(store().instance("other")).toBeUndefined();
    });

    it("keeps any text as it is", () => {
      fc.assert(
        fc.property(anyText, anyText, (id, text) => {
          store().putInstance(instanceRow({ instanceId: id, input: text, output: text }));
          expect(store().instance(id)).toMatchObject({ instanceId: id, input: text, output: text });
        }),
        { numRuns: 200 },
      );
    });

    it("deletes an instance with its history, messages and timers, and leaves its work", () => {
      store().putInstance(instanceRow());
      store().appendHistory("a1", [eventNamed("x")]);
      store().addMessage(message("a1", "x"));
      store().addMessage(message("a2", "y"));
      store().addTimer({ ...message("a1", "x"), dueAt: 5 });
      store().addTimer({ ...message("a2", "y"), dueAt: 6 });
      store().addWork(work("a1", 0));

      store().deleteInstance("a1");

      expect(store().instance("a1")).toBeUndefined();
      expect(store().history("a1")).toEqual([]);
      expect(store().messageTargets()).toEqual(["a2"]);
      expect(store().nextTimerDue()).toBe(6);
      expect(store().work()).toHaveLength(1);
    });

    it("does not change when what was given or got is changed", () => {
      const row = instanceRow();
      store().putInstance(row);
      row.status = "Failed";
      store().instance("a1")!.status = "Terminated";
      const event = eventNamed("x");
      store().appendHistory("a1", [event]);
      store().addMessage({ target: "a1", executionId: null, event });
      event.Name = "y";
      store().history("a1")[0]!.Name = "z";
      store().messages("a1")[0]!.event.Name = "z";

      expect(store().instance("a1")!.status).toBe("Running");
      expect(store().history("a1")[0]!.Name).toBe("x");
      expect(names("a1")).toEqual(["x"]);
    });
  });

  describe("history", () => {
    it("keeps events in the order in which they were appended, by instance", () => {
      for (let turn = 0; turn < 12; turn += 1) {
        store().appendHistory("a1", [eventNamed(`${turn}a`), eventNamed(`${turn}b`)]);
        store().appendHistory("a2", [eventNamed("other")]);
      }

      const expected = Array.from({ length: 12 }, (_, turn) => [`${turn}a`, `${turn}b`]).flat();
      expect(
        store()
          .history("a1")
          .map(({ Name }) => Name),
      ).toEqual(expected);
    });

    it("starts again after it was cleared", () => {
      store().appendHistory("a1", [eventNamed("old")]);
      store().clearHistory("a1");
      store().appendHistory("a1", [eventNamed("new")]);

      expect(
        store()
          .history("a1")
          .map(({ Name }) => Name),
      ).toEqual(["new"]);
    });
  });
}

/** Lists of instances. */
export function listsInstances(store: () => Store): void {
  const list = (filter: Partial<InstanceFilter>): string[] =>
    store()
      .listInstances({ limit: 100, ...filter })
      .map(({ instanceId }) => instanceId);
  const put = (instanceId: string, createdAt: number, status: RuntimeStatus): void =>
    store().putInstance(instanceRow({ instanceId, createdAt, status }));

  describe("listInstances()", () => {
    beforeEach(() => {
      put("c", 1, "Completed");
      put("b", 2, "Running");
      put("a", 2, "Failed");
      put("bb", 3, "Running");
      put("b%", 4, "Pending");
    });

    it("goes by creation, then by id", () => expect(list({})).toEqual(["c", "a", "b", "bb", "b%"]));

    it.each([
      [{ createdFrom: 2 }, ["a", "b", "bb", "b%"]],
      [{ createdTo: 2 }, ["c", "a", "b"]],
      [{ createdFrom: 2, createdTo: 3 }, ["a", "b", "bb"]],
      [{ statuses: ["Running"] as const }, ["b", "bb"]],
      [{ statuses: ["Running", "Completed"] as const }, ["c", "b", "bb"]],
      [{ statuses: [] }, []],
      [{ instanceIdPrefix: "b" }, ["b", "b%", "bb"]],
      [{ instanceIdPrefix: "b%" }, ["b%"]],
      [{ instanceIdPrefix: "b", statuses: ["Running"] as const, createdFrom: 3 }, ["bb"]],
      [{ instanceIdPrefix: "" }, ["a", "b", "b%", "bb", "c"]],
      [{ instanceIdPrefix: "b", statuses: [] }, []],
      [{ instanceIdPrefix: "b", limit: 2 }, ["b", "b%"]],
      [{ instanceIdPrefix: "b", after: { createdAt: 4, instanceId: "b%" } }, ["bb"]],
      [{ limit: 2 }, ["c", "a"]],
      [{ statuses: ["Running", "Failed"] as const, limit: 2 }, ["a", "b"]],
      [{ after: { createdAt: 2, instanceId: "a" } }, ["b", "bb", "b%"]],
      [{ after: { createdAt: 2, instanceId: "b" }, statuses: ["Running"] as const }, ["bb"]],
    ])("%j", (filter, expected) => expect(list(filter)).toEqual(expected));

    it("pages over every instance once, whatever the filter and the page size", () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 6 }),
          fc.option(fc.subarray(["Running", "Failed", "Completed", "Pending"] as const), {
            nil: undefined,
          }),
          (limit, statuses) => {
            const paged: string[] = [];
            for (let after: InstanceRow | undefined; ;) {
              const page = store().listInstances({ limit, statuses, after });
              paged.push(...page.map(({ instanceId }) => instanceId));
              after = page.at(-1);
              if (!after) break;
            }
            expect(paged).toEqual(list({ statuses }));
          },
        ),
        { numRuns: 50 },
      );
    });
  });
}

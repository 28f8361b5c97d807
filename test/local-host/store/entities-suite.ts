import type { EntityFilter, InstanceFilter, Store } from "../../../local-host/store/store";
import { entity } from "./rows";

/** Durable entities. */
export function keepsEntities(store: () => Store): void {
  describe("durable entities", () => {
    it("are kept by name and key", () => {
      const row = { ...entity("ledger", "a@b", 5), lock: { instanceId: "a1", requestId: "r" } };
      store().putEntity(entity("ledger", "a@b", 1));
      store().putEntity(row);

      expect(store().entity({ name: "ledger", key: "a@b" })).toEqual(row);
      store().deleteEntity({ name: "ledger", key: "a@b" });
      expect(store().entity({ name: "ledger", key: "a@b" })).toBeUndefined();
    });

    it("are listed by name and key, those that exist", () => {
      store().putEntity(entity("ledger", "b", 30));
      store().putEntity(entity("audit", "x", 10));
      store().putEntity(entity("ledger", "", 20));
      store().putEntity(entity("ledger", "locked", 20, false));
      const entities = (filter: Partial<EntityFilter>): string[] =>
        store()
          .listEntities({ limit: 10, ...filter })
          .map(({ name, key }) => `${name}@${key}`);

      expect(entities({})).toEqual(["audit@x", "ledger@", "ledger@b"]);
      expect(entities({ limit: 1 })).toEqual(["audit@x"]);
      expect(entities({ name: "ledger" })).toEqual(["ledger@", "ledger@b"]);
      expect(entities({ after: { name: "ledger", key: "" } })).toEqual(["ledger@b"]);
      expect(entities({ name: "ledger", after: { name: "ledger", key: "" } })).toEqual([
        "ledger@b",
      ]);
      expect(entities({ lastOperationFrom: 20 })).toEqual(["ledger@", "ledger@b"]);
      expect(entities({ lastOperationFrom: 20, lastOperationTo: 20 })).toEqual(["ledger@"]);
    });

    it("are instances, too, those that exist", () => {
      const put = (name: string, key: string, createdAt: number, exists = true): void =>
        store().putEntity({ ...entity(name, key, 50, exists), createdAt });
      put("ledger", "b", 3);
      put("ledger-2", "a", 1);
      put("ledger", "a", 1);
      put("audit", "x", 2);
      put("ledger", "locked", 1, false);
      const instances = (filter: Partial<InstanceFilter>): string[] =>
        store()
          .listEntityInstances({ limit: 10, ...filter })
          .map(({ name, key }) => `@${name}@${key}`);

      expect(instances({})).toEqual(["@ledger-2@a", "@ledger@a", "@audit@x", "@ledger@b"]);
      expect(instances({ limit: 2 })).toEqual(["@ledger-2@a", "@ledger@a"]);
      expect(instances({ createdFrom: 2, createdTo: 2 })).toEqual(["@audit@x"]);
      const after = { createdAt: 1, instanceId: "@ledger-2@a" };
      expect(instances({ after, createdTo: 1 })).toEqual(["@ledger@a"]);
      expect(instances({ instanceIdPrefix: "@ledger@" })).toEqual(["@ledger@a", "@ledger@b"]);
      expect(instances({ instanceIdPrefix: "@led", after })).toEqual(["@ledger@a", "@ledger@b"]);
      expect(instances({ instanceIdPrefix: "led" })).toEqual([]);
    });
  });
}

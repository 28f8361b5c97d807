import type { EntityFilter, Store } from "../../../local-host/store/store";
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
      expect(entities({ lastOperationFrom: 20 })).toEqual(["ledger@", "ledger@b"]);
      expect(entities({ lastOperationFrom: 20, lastOperationTo: 20 })).toEqual(["ledger@"]);
    });
  });
}

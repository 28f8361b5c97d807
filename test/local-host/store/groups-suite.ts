import * as fc from "fast-check";
import type { Store } from "../../../local-host/store/store";
import { eventNamed, instanceRow, message, work } from "./rows";

/** Write groups and their commits. */
export function writesInGroups(store: () => Store): void {
  const names = (target: string): unknown[] =>
    store()
      .messages(target)
      .map(({ event }) => event.Name);

  describe("write()", () => {
    it("gives what the group gives", () => expect(store().write(() => 7)).toBe(7));

    it("leaves nothing of a group that throws, and everything of the others", async () => {
      store().putInstance(instanceRow());
      store().write(() => store().addMessage(message("a1", "before")));
      const [before] = store().messages("a1");

      const group = (): void =>
        store().write(() => {
          store().putInstance(instanceRow({ status: "Failed" }));
          store().putInstance(instanceRow({ instanceId: "a2" }));
          store().deleteMessage(before!);
          store().appendHistory("a1", [eventNamed("x")]);
          store().addTimer({ ...message("a1", "x"), dueAt: 1 });
          store().addWork(work("a1", 0));
          throw new Error("no");
        });
      expect(group).toThrow("no");
      store().write(() => store().addMessage(message("a1", "after")));
      await store().durable();

      expect(store().instance("a1")!.status).toBe("Running");
      expect(store().instance("a2")).toBeUndefined();
      expect(names("a1")).toEqual(["before", "after"]);
      expect(store().history("a1")).toEqual([]);
      expect(store().work()).toEqual([]);
      expect(store().nextTimerDue()).toBeUndefined();
    });

    it("takes back an inner group alone when the outer one catches", () => {
      store().write(() => {
        store().putMeta("outer", "1");
        expect(() =>
          store().write(() => {
            store().putMeta("outer", "2");
            store().putMeta("inner", "2");
            throw new Error("no");
          }),
        ).toThrow("no");
      });

      expect(store().meta("outer")).toBe("1");
      expect(store().meta("inner")).toBeUndefined();
    });

    it("is all or nothing for any sequence of groups", () => {
      const group = fc.record({
        values: fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), fc.string()), { maxLength: 5 }),
        fails: fc.boolean(),
      });
      fc.assert(
        fc.property(fc.array(group, { maxLength: 8 }), (groups) => {
          const model = new Map(["a", "b", "c"].map((name) => [name, store().meta(name)]));
          for (const { values, fails } of groups) {
            try {
              store().write(() => {
                for (const [name, value] of values) store().putMeta(name, value);
                if (fails) throw new Error("no");
              });
              for (const [name, value] of values) model.set(name, value);
            } catch {
              // the model stays as it was
            }
          }
          for (const [name, value] of model) expect(store().meta(name)).toBe(value);
        }),
        { numRuns: 100 },
      );
    });
  });

  describe("durable()", () => {
    it("resolves at once when nothing was written", async () => {
      await expect(store().durable()).resolves.toBeUndefined();
    });

    it("is one promise for all that one tick writes", async () => {
      store().putMeta("a", "1");
      const first = store().durable();
      store().putMeta("b", "2");

      expect(store().durable()).toBe(first);
      await first;
    });

    it("does not resolve before the tick is over", async () => {
      const order: string[] = [];
      store().putMeta("a", "1");
      const durable = store()
        .durable()
        .then(() => order.push("durable"));
      await Promise.resolve().then(() => order.push("same tick"));
      await durable;

      expect(order).toEqual(["same tick", "durable"]);
    });
  });
}

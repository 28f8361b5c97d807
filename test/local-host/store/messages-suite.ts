import type { Store } from "../../../local-host/store/store";
import { eventNamed, message, work } from "./rows";

/** Messages, work and timers. */
export function keepsMessages(store: () => Store): void {
  const names = (target: string): unknown[] =>
    store()
      .messages(target)
      .map(({ event }) => event.Name);

  describe("messages", () => {
    it("come in the order in which they were added, each to its target", () => {
      store().addMessage(message("a1", "1"));
      store().addMessage(message("a2", "2"));
      store().addMessage({ ...message("a1", "3"), executionId: "e1" });

      expect(store().messages("a1")).toMatchObject([
        { target: "a1", executionId: null, event: eventNamed("1") },
        { target: "a1", executionId: "e1", event: eventNamed("3") },
      ]);
      expect(store().messageTargets().toSorted()).toEqual(["a1", "a2"]);
    });

    it("are deleted one by one or by target", () => {
      ["1", "2", "3"].forEach((name) => store().addMessage(message("a1", name)));
      store().addMessage(message("a2", "4"));

      store().deleteMessage(store().messages("a1")[1]!);
      expect(names("a1")).toEqual(["1", "3"]);

      store().deleteMessages("a1");
      expect(store().messageTargets()).toEqual(["a2"]);
    });
  });

  describe("work", () => {
    it("stays in the order of scheduling until it is deleted", () => {
      const rows = [0, 1, 2].map((taskId) => store().addWork(work("a1", taskId)));

      store().deleteWork(rows[1]!.id);

      expect(store().work()).toEqual([rows[0], rows[2]]);
    });

    it("never gets a number that was in use before", () => {
      const first = store().addWork(work("a1", 0));
      store().deleteWork(first.id);

      expect(store().addWork(work("a1", 1)).id).not.toBe(first.id);
    });
  });

  describe("timers", () => {
    it("are due the earliest first, then in the order in which they were added", () => {
      store().addTimer({ ...message("a1", "late"), dueAt: 30 });
      store().addTimer({ ...message("a1", "first"), dueAt: 10 });
      store().addTimer({ ...message("a2", "second"), dueAt: 10 });
      store().addTimer({ ...message("a2", "third"), dueAt: 20 });

      expect(store().nextTimerDue()).toBe(10);
      const due = store().dueTimers(20, 10);
      expect(due.map(({ event }) => event.Name)).toEqual(["first", "second", "third"]);
      expect(due[0]).toMatchObject({ target: "a1", executionId: null, dueAt: 10 });
      expect(store().dueTimers(20, 2)).toHaveLength(2);
      expect(store().dueTimers(9, 10)).toEqual([]);
    });

    it("are deleted one by one or by target", () => {
      store().addTimer({ ...message("a1", "x"), dueAt: 10 });
      store().addTimer({ ...message("a2", "y"), dueAt: 20 });
      store().addTimer({ ...message("a2", "z"), dueAt: 30 });

      store().deleteTimer(store().dueTimers(10, 1)[0]!.id);
      expect(store().nextTimerDue()).toBe(20);

      store().deleteTimers("a2");
      expect(store().nextTimerDue()).toBeUndefined();
    });
  });
}

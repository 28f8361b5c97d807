import { createHistoryCache } from "../../../local-host/engine/history-cache";
import { EventType } from "../../../local-host/protocol/history";
import { createMemoryStore } from "../../../local-host/store/memory";
import { eventNamed } from "../store/rows";

/** A cache on a store with two events of each instance, and what was read from the store. */
function cached(limit: number) {
  const store = createMemoryStore();
  for (const id of ["a", "b", "c"]) {
    store.appendHistory(id, [
      { ...eventNamed(`${id}0`), EventType: EventType.OrchestratorStarted },
      eventNamed(`${id}1`),
    ]);
  }
  const history = jest.spyOn(store, "history");
  const reads = (): unknown[] => history.mock.calls.map(([id]) => id);
  return { ...createHistoryCache(store, limit), reads };
}

describe("createHistoryCache()", () => {
  it("marks events as played, turns excepted", () => {
    const { read, append } = cached(100);
    expect(read("a").map(({ IsPlayed }) => IsPlayed)).toEqual([false, true]);

    append("a", [{ ...eventNamed("a2"), IsPlayed: false }]);

    expect(read("a").map(({ Name, IsPlayed }) => [Name, IsPlayed])).toEqual([
      ["a0", false],
      ["a1", true],
      ["a2", true],
    ]);
  });

  it("drops who has not run for the longest time when there are too many events", () => {
    const { read, reads } = cached(4);

    ["a", "b", "a", "c", "a", "b"].forEach(read);

    expect(reads()).toEqual(["a", "b", "c", "b"]);
  });

  it("counts what is appended", () => {
    const { read, append, reads } = cached(5);
    ["a", "b"].forEach(read);

    append("b", [eventNamed("b2"), eventNamed("b3")]);
    ["b", "a"].forEach(read);

    expect(reads()).toEqual(["a", "b", "a"]);
  });

  it("keeps no instance with more events than it may hold", () => {
    const { read, reads } = cached(1);

    expect(read("a")).toHaveLength(2);
    read("a");

    expect(reads()).toEqual(["a", "a"]);
  });

  it("reads again what it was told to forget, and appends nothing to what it does not have", () => {
    const { read, append, forget, reads } = cached(100);
    append("a", [eventNamed("lost")]);
    expect(read("a")).toHaveLength(2);

    forget("a");
    read("a");

    expect(reads()).toEqual(["a", "a"]);
  });
});

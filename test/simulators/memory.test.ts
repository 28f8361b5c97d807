import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { type Memory, openMemory } from "../../simulators/memory";

let folder: string;
let open: Memory[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "simulators-"));
  open = [];
});

afterEach(() => {
  open.forEach((memory) => memory.close());
  rmSync(folder, { recursive: true, force: true });
});

function memoryAt(file?: string): Memory {
  const memory = openMemory(file && join(folder, file));
  open.push(memory);
  return memory;
}

describe.each([
  ["in memory", undefined],
  ["in a file", "deep/in/memory.db"],
])("openMemory() %s", (_, file) => {
  it("keeps rows in the order of their first set", () => {
    const table = memoryAt(file).table<number>("vendor", "numbers");

    table.set("b", 1);
    table.set("a", 2);
    table.set("b", 3);

    expect(table.keys()).toEqual(["b", "a"]);
    expect(table.rows()).toEqual([3, 2]);
  });

  it("moves a row that was deleted to the end", () => {
    const table = memoryAt(file).table<number>("vendor", "numbers");
    table.set("a", 1);
    table.set("b", 2);

    expect(table.delete("a")).toBe(true);
    expect(table.delete("a")).toBe(false);
    table.set("a", 3);

    expect(table.rows()).toEqual([2, 3]);
  });

  it("keeps the tables of vendors apart, and gives the same table twice", () => {
    const memory = memoryAt(file);
    memory.table("one", "rows").set("k", 1);

    expect(memory.table("two", "rows").size()).toBe(0);
    expect(memory.table("one", "other").size()).toBe(0);
    expect(memory.table("one", "rows").get("k")).toBe(1);
  });

  it("forgets everything in a cleared table", () => {
    const table = memoryAt(file).table<number>("vendor", "numbers");
    table.set("a", 1);

    table.clear();

    expect(table.size()).toBe(0);
    expect(table.get("a")).toBeUndefined();
  });

  it("does not let a row be changed in place, by its writer or by a reader", () => {
    const table = memoryAt(file).table<{ tags: string[] }>("vendor", "rows");
    const mine = { tags: ["a"] };
    table.set("k", mine);

    mine.tags.push("b");

    expect(table.get("k")).toEqual({ tags: ["a"] });
    expect(() => table.get("k")?.tags.push("c")).toThrow(TypeError);
  });
});

describe("openMemory() with a file", () => {
  it("finds after a restart what was written, deleted and cleared before", () => {
    const first = openMemory(join(folder, "memory.db"));
    first.table("vendor", "rows").set("kept", { text: "it's \u{1F600}" });
    first.table("vendor", "rows").set("gone", 1);
    first.table("vendor", "rows").delete("gone");
    first.table("vendor", "cleared").set("k", 1);
    first.table("vendor", "cleared").clear();
    first.close();

    const second = memoryAt("memory.db");

    expect(second.table("vendor", "rows").rows()).toEqual([{ text: "it's \u{1F600}" }]);
    expect(second.table("vendor", "cleared").size()).toBe(0);
  });

  it("has written a row before set returns: another reader sees it at once", () => {
    memoryAt("memory.db").table("vendor", "rows").set("k", 1);

    expect(memoryAt("memory.db").table("vendor", "rows").get("k")).toBe(1);
  });

  it("says which file it cannot open", () => {
    writeFileSync(join(folder, "text.db"), "this is no database, it is a text of some length");

    expect(() => openMemory(join(folder, "text.db"))).toThrow(
      /Cannot open the simulators' memory ".*text.db": file is not a database/,
    );
  });

  it("remembers what a Map of the same changes holds, in the same order", () => {
    const change = fc.record({
      key: fc.constantFrom("a", "b", "c", "__proto__"),
      value: fc.option(fc.jsonValue()),
    });
    let run = 0;
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const file = `run-${run++}.db`;
        const model = new Map<string, unknown>();
        const before = memoryAt(file).table<unknown>("vendor", "rows");
        for (const { key, value } of changes) {
          if (value === null) {
            before.delete(key);
            model.delete(key);
          } else {
            before.set(key, value);
            model.set(key, JSON.parse(JSON.stringify(value)));
          }
        }

        const after = memoryAt(file).table<unknown>("vendor", "rows");

        expect(after.keys()).toEqual([...model.keys()]);
        expect(after.rows()).toEqual([...model.values()]);
        open.splice(0).forEach((memory) => memory.close());
      }),
      { numRuns: 25 },
    );
  });
});

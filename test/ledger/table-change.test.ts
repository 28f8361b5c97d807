import { setTimeout } from "node:timers/promises";
import { changeRow, insertRow } from "../../ledger/table-change";
import type { Columns, TableRows } from "../../ledger/table-rows";

const place = { partitionKey: "run-1", rowKey: "k" };

/** One row, and others who write to it while a caller thinks. */
function oneRow(interferences = 0) {
  let row: { columns: Columns; etag: string } | undefined;
  let version = 0;
  let left = interferences;
  const write = (columns: Columns): void => {
    version += 1;
    row = { columns, etag: `${version}` };
  };
  const rows: TableRows = {
    create: async () => undefined,
    async insert(_partition, _row, columns) {
      if (row) return false;
      write(columns);
      return true;
    },
    async read() {
      const seen = row;
      if (seen && left > 0) {
        left -= 1;
        write({ ...seen.columns, by: `other ${left}` });
      }
      return seen;
    },
    async replace(_partition, _row, columns, etag) {
      if (row?.etag !== etag) return false;
      write(columns);
      return true;
    },
    remove: async () => false,
    add: async () => false,
    list: async () => [],
  };
  return { rows, write, now: () => row?.columns };
}

describe("changeRow()", () => {
  it("inserts what is not there", async () => {
    const { rows, now } = oneRow();

    expect(await changeRow(rows, place, () => ({ state: "new" }))).toBe(true);

    expect(now()).toMatchObject({ state: "new" });
  });

  it("decides again on what others wrote in between", async () => {
    const { rows, write, now } = oneRow(3);
    write({ by: "first" });
    const seen: unknown[] = [];

    await changeRow(rows, place, (columns) => {
      seen.push(columns?.by);
      return { by: "us" };
    });

    expect(seen).toEqual(["first", "other 2", "other 1", "other 0"]);
    expect(now()).toMatchObject({ by: "us" });
  });

  it("lets twelve processes change one row all the time, and none gives up", async () => {
    const { rows, now } = oneRow();
    const slowly =
      <A extends unknown[], R>(work: (...input: A) => Promise<R>) =>
      async (...input: A): Promise<R> => {
        await setTimeout(1 + Math.random() * 2); // a service that is some milliseconds away
        return work(...input);
      };
    const far = { ...rows, read: slowly(rows.read), replace: slowly(rows.replace) };
    await changeRow(rows, place, () => ({ count: "0" }));

    const ends = await Promise.allSettled(
      Array.from({ length: 12 }, async () => {
        for (let index = 0; index < 10; index += 1) {
          await changeRow(far, place, (columns) => ({ count: `${Number(columns?.count) + 1}` }));
        }
      }),
    );

    expect(ends.filter(({ status }) => status === "rejected")).toEqual([]);
    expect(now()).toMatchObject({ count: "120" });
  });

  it("writes nothing when nothing is to be written", async () => {
    const { rows, write, now } = oneRow();
    write({ by: "first" });

    expect(await changeRow(rows, place, () => undefined)).toBe(false);

    expect(now()).toEqual({ by: "first" });
  });

  it("gives up on a row that others change all the time, and says so", async () => {
    const { rows, write } = oneRow(100);
    write({ by: "first" });

    await expect(changeRow(rows, place, () => ({ by: "us" }))).rejects.toThrow(
      'Cannot update the ledger row "k": others changed it 10 times in between',
    );
  });
});

describe("insertRow()", () => {
  it("is refused when somebody else's row is there", async () => {
    const { rows, write, now } = oneRow();
    write({ by: "first", mark: "theirs" });

    expect(await insertRow(rows, place, { by: "us" })).toBe(false);

    expect(now()).toEqual({ by: "first", mark: "theirs" });
  });
});

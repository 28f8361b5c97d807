import type { RecordEntry, RecordEvent } from "../domain/record";
import { type Addition, type ChainEnd, linked } from "./record";
import { mostTries, pauseBefore } from "./table-change";
import { tableKey } from "./table-key";
import type { NewRow, TableRows } from "./table-rows";
import { fromColumns, toColumns } from "./table-text";

interface Waiting extends Addition {
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** A transaction takes 100 rows: two for each entry, and the end of the chain. */
const mostAtOnce = 40;

/**
 * Records, a partition a chain: a row for each entry, named by its position, one that remembers its
 * key, and one for where the chain ends, all of a batch in one transaction. Of two writers at once the
 * second finds the position taken, and goes again. What waits while this process writes goes together.
 */
export function recordsIn(rows: TableRows) {
  const queues = new Map<string, Waiting[]>();

  async function work(chain: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, mostAtOnce);
      try {
        await write(rows, chain, batch);
        batch.forEach(({ resolve }) => resolve());
      } catch (error) {
        batch.forEach(({ reject }) => reject(error));
      }
    }
    queues.delete(chain);
  }

  return {
    append: (chain: string, key: string, event: RecordEvent): Promise<void> =>
      new Promise((resolve, reject) => {
        const addition = { chain, key, event, resolve, reject };
        const queue = queues.get(chain);
        if (queue) {
          queue.push(addition);
          return;
        }
        const first = [addition];
        queues.set(chain, first);
        void work(chain, first);
      }),
    async record(chain: string): Promise<RecordEntry[]> {
      const found = await rows.list(
        partitionOf(chain),
        "RowKey ge 'entry-' and RowKey lt 'entry.'",
      );
      return found
        .map(({ columns }) => JSON.parse(fromColumns("entry", columns) ?? "null") as RecordEntry)
        .toSorted((a, b) => a.position - b.position);
    },
  };
}

/** Adds what is not there yet. */
async function write(rows: TableRows, chain: string, additions: Addition[]): Promise<void> {
  const partitionKey = partitionOf(chain);
  const wanted = additions.filter(
    ({ key }, index) => additions.findIndex((one) => one.key === key) === index,
  );
  for (let tries = 0; tries < mostTries; tries += 1) {
    await pauseBefore(tries);
    const [end, ...known] = await Promise.all([
      rows.read(partitionKey, endRow),
      ...wanted.map(({ key }) => rows.read(partitionKey, rowOfKey(key))),
    ]);
    const fresh = wanted.filter((_, index) => known[index] === undefined);
    if (fresh.length === 0) return;
    const entries = linkedAll(end && toEnd(end.columns), fresh);
    if (await rows.add(partitionKey, entries.flatMap(rowsOf), endOf(entries.at(-1)!))) return;
  }
  throw new Error(`Cannot add to the record "${chain}": others added to it ${mostTries} times`);
}

function linkedAll(end: ChainEnd | undefined, additions: Addition[]): RecordEntry[] {
  let last = end;
  return additions.map((addition) => {
    const entry = linked(last, addition);
    last = entry;
    return entry;
  });
}

const partitionOf = (chain: string): string => `record-${tableKey(chain)}`;
const rowOfKey = (key: string): string => `key-${tableKey(key)}`;
const endRow = "end";

const rowsOf = (entry: RecordEntry): NewRow[] => [
  {
    rowKey: `entry-${`${entry.position}`.padStart(10, "0")}`,
    columns: toColumns("entry", JSON.stringify(entry)),
  },
  { rowKey: rowOfKey(entry.key), columns: { position: `${entry.position}` } },
];

const endOf = ({ position, hash }: RecordEntry): NewRow => ({
  rowKey: endRow,
  columns: { position: `${position}`, hash },
});

const toEnd = ({ position, hash }: Record<string, unknown>): ChainEnd => ({
  position: Number(position),
  hash: String(hash),
});

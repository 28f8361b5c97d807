import { randomUUID } from "node:crypto";
import type { Checkpoint } from "./ledger";
import { packed, unpacked } from "./packed";
import { tableKey } from "./table-key";
import type { TableRows } from "./table-rows";
import { fromColumns, toColumns } from "./table-text";

/*
 * A checkpoint is larger than a row, and no transaction is larger than 4 MiB. So its bytes are written first,
 * into rows of their own under a fresh id; then the head, one row, is changed to name them, by ETag: at that
 * moment, and by that writer alone, the checkpoint changes. Then what no head can name any more is deleted:
 * the rows of earlier versions, and those of others that wanted to become this version, killed or overtaken.
 * Rows that want to become a later version are somebody's who is at it, and stay.
 */

/** Of base64: with its 15 properties a row stays below 1 MiB of UTF-16. */
const charactersPerRow = 450_000;
const head = "head";
/** A head that is replaced between reading it and its rows is read again. */
const mostReads = 10;

interface Head {
  version: number;
  id: string;
  rows: number;
  etag: string;
}

/** Checkpoints in a table of an Azure storage account. */
export function checkpointsIn(rows: TableRows) {
  async function headOf(partition: string): Promise<Head | undefined> {
    const row = await rows.read(partition, head);
    if (!row) return undefined;
    const { version, id, rows: count } = row.columns;
    return { version: Number(version), id: String(id), rows: Number(count), etag: row.etag };
  }

  async function bytesOf(partition: string, found: Head): Promise<Buffer | undefined> {
    const keys = Array.from({ length: found.rows }, (_, index) => keyOf(found, index));
    const read = await Promise.all(keys.map((key) => rows.read(partition, key)));
    if (read.some((row) => row === undefined)) return undefined;
    const text = read.map((row) => fromColumns("bytes", row!.columns) ?? "").join("");
    return Buffer.from(text, "base64");
  }

  async function writeRows(partition: string, next: Named, bytes: Buffer): Promise<number> {
    const pieces = bytes.toString("base64").match(pieceOfRow) ?? [];
    // Refused is only the library's own repeat of a request whose answer was lost: the id is fresh.
    await inTurns(pieces, (piece, index) =>
      rows.insert(partition, keyOf(next, index), toColumns("bytes", piece)),
    );
    return pieces.length;
  }

  async function removeOld(partition: string, { version, id }: Named): Promise<void> {
    const filter = `RowKey ge 'v' and RowKey lt '${prefixOf(version + 1)}'`;
    const old = (await rows.list(partition, filter, ["RowKey"])).filter(
      ({ columns }) => !String(columns.rowKey).startsWith(`${prefixOf(version)}-${id}-`),
    );
    await inTurns(old, ({ columns, etag }) => rows.remove(partition, String(columns.rowKey), etag));
  }

  return {
    async checkpoint(name: string): Promise<Checkpoint | undefined> {
      const partition = partitionOf(name);
      let found = await headOf(partition);
      for (let reads = 1; found; reads += 1) {
        const bytes = await bytesOf(partition, found);
        if (bytes) return { version: found.version, value: await unpacked(bytes) };
        const again = await headOf(partition);
        if (again?.id === found.id || reads >= mostReads) throw incomplete(name, found);
        found = again;
      }
      return undefined;
    },

    async saveCheckpoint(name: string, expectedVersion: number, value: unknown): Promise<boolean> {
      const partition = partitionOf(name);
      const before = await headOf(partition);
      if ((before?.version ?? 0) !== expectedVersion) return false;
      const next = { version: expectedVersion + 1, id: randomUUID() };
      const count = await writeRows(partition, next, await packed(value));
      const columns = { version: `${next.version}`, id: next.id, rows: `${count}` };
      const isWritten = before
        ? await rows.replace(partition, head, columns, before.etag)
        : await rows.insert(partition, head, columns);
      // Refused may be the repeat of our own request, whose answer was lost.
      const isOurs = isWritten || (await headOf(partition))?.id === next.id;
      // Whoever was first deletes what the others wrote; this deletes it if that one was killed.
      const stays = isOurs ? next : await headOf(partition);
      if (stays) await removeOld(partition, stays).catch(ifLeftForTheNext);
      return isOurs;
    },
  };
}

interface Named {
  version: number;
  id: string;
}

const pieceOfRow = new RegExp(`.{1,${charactersPerRow}}`, "g");

const partitionOf = (name: string): string => `checkpoint-${tableKey(name)}`;
const prefixOf = (version: number): string => `v${String(version).padStart(12, "0")}`;
const keyOf = ({ version, id }: Named, index: number): string =>
  `${prefixOf(version)}-${id}-${String(index).padStart(6, "0")}`;

/** A few at a time: a checkpoint may have twenty rows. */
async function inTurns<T>(
  all: readonly T[],
  work: (one: T, index: number) => Promise<unknown>,
): Promise<void> {
  const atOnce = 4;
  for (let from = 0; from < all.length; from += atOnce) {
    const turn = all.slice(from, from + atOnce);
    await Promise.all(turn.map((one, index) => work(one, from + index)));
  }
}

/** The checkpoint is saved, or not, whatever becomes of this: the next one that is saved deletes it. */
const ifLeftForTheNext = (): void => undefined;

const incomplete = (name: string, { version, rows }: Head): Error =>
  new Error(
    `Cannot read version ${version} of the checkpoint "${name}": some of its ${rows} rows are missing; ` +
      "restore the table, or delete the row of its head to begin anew",
  );

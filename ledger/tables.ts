import { type Containment, isOpen } from "../domain/containment";
import { byId } from "./by-id";
import { type EarlierContainment, fromEarlier } from "./earlier-containment";
import type { Begun, EntryState, Holder, Intent, Ledger, LedgerEntry } from "./ledger";
import { checkpointsIn } from "./table-checkpoints";
import { documentsIn } from "./table-documents";
import { type Place, changeRow, insertRow } from "./table-change";
import { type TableSettings, openTable } from "./table-client";
import { tableKey } from "./table-key";
import { recordsIn } from "./table-record";
import { type Columns, type TableRows, tableRows } from "./table-rows";
import { fromColumns, toColumns } from "./table-text";
import {
  type Transition,
  backToIntended,
  handedOver,
  neverBegun,
  toDone,
  toSending,
} from "./transitions";

/** Opens the ledger in a table of an Azure storage account; the table is made when it is not there. */
export async function openTablesLedger(settings: TableSettings): Promise<Ledger> {
  const rows = tableRows(await openTable(settings));
  await rows.create();
  return {
    ...entriesIn(rows),
    ...containmentsIn(rows),
    ...documentsIn(rows),
    ...checkpointsIn(rows),
    ...recordsIn(rows),
    close: async () => undefined,
  };
}

function entriesIn(rows: TableRows) {
  async function entry(key: string): Promise<LedgerEntry | undefined> {
    const { partitionKey, rowKey } = placeOfEntry(key);
    const row = await rows.read(partitionKey, rowKey);
    return row && toEntry(key, row.columns);
  }

  const change = (key: string, transition: Transition) =>
    changeRow(rows, placeOfEntry(key), (columns) => {
      if (!columns) throw neverBegun(key);
      const next = transition(toEntry(key, columns));
      return next && fromEntry(next);
    });

  return {
    async begin(key: string, intent: Intent): Promise<Begun> {
      const first: LedgerEntry = { key, intent, state: "intended" };
      const isNew = await insertRow(rows, placeOfEntry(key), fromEntry(first));
      return { entry: isNew ? first : ((await entry(key)) ?? first), isNew };
    },
    sending: (key: string, holder?: Holder) => change(key, toSending(holder)),
    handOver: (key: string, from: Holder | undefined, to: Holder) =>
      change(key, handedOver(from, to)),
    retract: async (key: string, holder?: Holder) =>
      void (await change(key, backToIntended(holder))),
    done: async (key: string, result: unknown) => void (await change(key, toDone(result))),
    entry,
  };
}

function containmentsIn(rows: TableRows) {
  let takenOver: Promise<void> | undefined;
  /** Asked once a process, by who needs it first: most requests need no containment. */
  const ready = (): Promise<void> =>
    (takenOver ??= takeOverEarlier(rows).catch((error: unknown) => {
      takenOver = undefined;
      throw error;
    }));

  async function containment(id: string): Promise<Containment | undefined> {
    await ready();
    const row = await rows.read(containments, tableKey(id));
    return row && toContainment(row.columns);
  }

  return {
    containment,
    async reviseContainment(
      id: string,
      change: (now: Containment | undefined) => Containment | undefined,
    ) {
      await ready();
      const place = { partitionKey: containments, rowKey: tableKey(id) };
      let next: Containment | undefined;
      await changeRow(rows, place, (columns) => {
        const now = columns && toContainment(columns);
        const changed = change(now);
        next = changed ?? now;
        return changed && fromContainment(changed);
      });
      return next;
    },
    async openContainments(kind?: string) {
      await ready();
      const filter = kind === undefined ? "isOpen eq '1'" : `isOpen eq '1' and kind eq '${kind}'`;
      const found = await rows.list(containments, filter);
      return byId(found.map(({ columns }) => toContainment(columns)));
    },
  };
}

/** Blocks that version 0.1 kept in this table go on as they are kept now; a repeat changes nothing. */
async function takeOverEarlier(rows: TableRows): Promise<void> {
  const found = await rows.list(containments, "RowKey ge 'block:' and RowKey lt 'block;'");
  for (const { columns, etag } of found) {
    const text = fromColumns("containment", columns) ?? "null";
    const next = fromEarlier(JSON.parse(text) as EarlierContainment);
    const place = { partitionKey: containments, rowKey: tableKey(next.id) };
    await insertRow(rows, place, fromContainment(next));
    await rows.remove(containments, String(columns.rowKey), etag);
  }
}

/** All of them in one partition: the feed reads them with one query. No run's partition is called so. */
const containments = "containments";

/** What one run did lies together: up to the last slash a key names the run, after it the step. */
const placeOfEntry = (key: string): Place => ({
  partitionKey: `run-${tableKey(key.slice(0, Math.max(key.lastIndexOf("/"), 0)))}`,
  rowKey: tableKey(key),
});

const fromEntry = ({ intent, state, holder, result }: LedgerEntry): Columns => ({
  state,
  ...(holder && toColumns("holder", JSON.stringify(holder))),
  ...toColumns("intent", JSON.stringify(intent)),
  ...(result === undefined ? {} : toColumns("result", JSON.stringify(result))),
});

function toEntry(key: string, columns: Record<string, unknown>): LedgerEntry {
  const intent = JSON.parse(fromColumns("intent", columns) ?? "null") as Intent;
  const result = fromColumns("result", columns);
  const holder = fromColumns("holder", columns);
  return {
    key,
    intent,
    state: columns.state as EntryState,
    ...(holder !== undefined && { holder: JSON.parse(holder) as Holder }),
    ...(result !== undefined && { result: JSON.parse(result) as unknown }),
  };
}

const fromContainment = (containment: Containment): Columns => ({
  kind: containment.kind,
  isOpen: isOpen(containment) ? "1" : "0",
  ...toColumns("containment", JSON.stringify(containment)),
});

const toContainment = (columns: Record<string, unknown>): Containment =>
  JSON.parse(fromColumns("containment", columns) ?? "null") as Containment;

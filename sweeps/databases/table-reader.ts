import type { LogReader, Notice, ReadRequest, ReadResult } from "../reader";
import { type TableCursor, noCursor, readCursor } from "./cursor";
import { type ColumnInfo, DatabaseProblem, type Driver, type Statement } from "./driver";
import { compareKeys } from "./keys";
import { filled, joined, lateRange, lateness, tidied } from "./late-rows";
import { session } from "./session";
import { PAGE, type Table, between, keysOnly, lastRow, pageAfter } from "./statements";

/** Takes a row: values of the columns, and its key as text. False when it is no record of what the source says that it is. */
export type TakeRow = (values: readonly unknown[], key: string, request: ReadRequest) => boolean;

export interface TableSource {
  /** For people. */
  name: string;
  connect: () => Promise<Driver>;
  table: Omit<Table, "keys">;
  keys: readonly string[];
  latenessMinutes: number;
  backfill: boolean;
  take: TakeRow;
  /** What people should know of the connection at every read. */
  notices: readonly Notice[];
}

/** How many rows lie between two questions whether it is enough. */
const ROWS_A_QUESTION = 1_000;
/** Numbers below the first row of all that may come late. */
const BEFORE_THE_FIRST = 1_000n;
const MOST_SAMPLES = 5;
/** What a row is counted as, in bytes, where its texts are not measured. */
const ROW_BYTES = 256;

/**
 * Reads a table in the order of its keys, from where an earlier read ended, and rows that came late. Reading on from a cursor gives each row
 * once. Lost connections, deadlocks and time-outs are met by a new connection, from the last row on.
 */
export function tableReader(source: TableSource): LogReader {
  const { again, close } = session(source.connect);
  let infos: ColumnInfo[] | undefined;

  async function tableOf(): Promise<Table> {
    const { dialect, name } = source.table;
    infos ??= await again((one) => one.describe(keysOnly(dialect, name, source.keys)));
    const [first] = infos;
    if (first && ["integer", "time", "rowversion"].includes(first.type)) {
      return { ...source.table, keys: infos };
    }
    const message = `${source.name}: the first of keyColumns must be a number, a time or a rowversion; "${first?.name}" is none`;
    throw new DatabaseProblem(message, false);
  }

  const lastKey = (table: Table, { signal }: ReadRequest): Promise<string[] | undefined> =>
    again(async (one) => {
      let key: string[] | undefined;
      const keep = (values: readonly unknown[]): boolean => {
        key = values.map(String);
        return true;
      };
      await one.rows(lastRow(table), keep, signal);
      return key;
    });

  async function read(request: ReadRequest): Promise<ReadResult> {
    const notices: Notice[] = [...source.notices];
    const table = await tableOf();
    const counts = { bytes: 0, records: 0 };
    const samples: string[] = [];
    let unparsed = 0;
    let rows = 0;
    const type = table.keys[0]!.type;
    const latenessMs = source.latenessMinutes * 60_000;
    const tell = (notice: Omit<Notice, "about">): void =>
      void notices.push({ ...notice, about: source.name });
    const answer = (cursor: TableCursor, more: boolean): ReadResult => {
      const tidy = tidied(type, cursor, latenessMs, request.now);
      if (tidy.notice) tell(tidy.notice);
      const report = { ...counts, unparsed, samples, notices };
      return { cursor: tidy.cursor, more, report };
    };

    const top = await lastKey(table, request);
    let cursor = readCursor(request.cursor);
    if (!cursor) {
      cursor = source.backfill || !top ? noCursor : { ...noCursor, after: top, floor: top[0]! };
    }
    if (!top) return answer(cursor, false);
    if (cursor.after && compareKeys(type, top[0]!, cursor.after[0]!) < 0) {
      tell({
        severity: "error",
        message: `its largest key is ${top[0]}, and it was read up to ${cursor.after[0]}: it was restored or numbered anew, and is read from its start`,
      });
      cursor = noCursor;
    }

    let state = cursor;
    let isEnough = false;
    const keyCount = table.keys.length;
    /** Hands over a row; answers whether to go on. */
    const hand = (values: readonly unknown[], key: readonly string[]): boolean => {
      if (source.take(values, key.join("/"), request)) counts.records += 1;
      else {
        unparsed += 1;
        if (samples.length < MOST_SAMPLES) samples.push(`key ${key.join("/")}`);
      }
      rows += 1;
      counts.bytes += ROW_BYTES;
      if (rows % ROWS_A_QUESTION === 0) isEnough = request.isEnough(counts);
      return !isEnough;
    };
    const keyIn = (values: readonly unknown[]): string[] =>
      values.slice(values.length - keyCount).map(String);

    async function readLate(from: string, to: string): Promise<void> {
      const isWanted = lateness(type, state);
      const statement = between(table, from, to, PAGE);
      await again((one) =>
        one.rows(
          statement,
          (values) => {
            const key = keyIn(values);
            if (!isWanted(key) || state.seen.includes(joined(key))) return true;
            if (type === "integer") state = { ...state, gaps: filled(state.gaps, key[0]!) };
            else state = { ...state, seen: [...state.seen, joined(key)] };
            return hand(values, key);
          },
          request.signal,
        ),
      );
    }

    /** One page; answers how many rows it had. */
    async function readPage(upTo: string): Promise<number> {
      let taken = 0;
      let after = state.after;
      const gaps = [...state.gaps];
      const seen = [...state.seen];
      const isHanded = new Set(state.seen);
      const since = request.now.toISOString();
      const place = (): Statement => pageAfter(table, after, upTo, PAGE - taken);
      await again((one) =>
        one.rows(
          place(),
          (values) => {
            const key = keyIn(values);
            taken += 1;
            if (type === "integer") {
              const now = BigInt(key[0]!);
              const before = after ? BigInt(after[0]!) : now - BEFORE_THE_FIRST;
              if (now > before + 1n) gaps.push([String(before + 1n), String(now - 1n), since]);
            }
            after = key;
            if (type === "time") {
              // It came late, with the time of the last row and a key behind it.
              if (isHanded.has(joined(key))) return true;
              seen.push(joined(key));
            }
            return hand(values, key);
          },
          request.signal,
        ),
      );
      state = { ...state, after, gaps, seen };
      return taken;
    }

    const late = lateRange(type, state, latenessMs);
    if (late) await readLate(...late);
    while (!isEnough && !request.signal.aborted) {
      if ((await readPage(top[0]!)) < PAGE) break;
      state = tidied(type, state, latenessMs, request.now).cursor;
      isEnough ||= request.isEnough(counts);
    }
    const isCut = isEnough || request.signal.aborted;
    const isBehind = compareKeys(type, state.after?.[0] ?? top[0]!, top[0]!) < 0;
    return answer(state, isCut && isBehind);
  }

  return { read, close };
}

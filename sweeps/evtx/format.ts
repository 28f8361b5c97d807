import { crc32 } from "node:zlib";
import type { BlockFormat, BlockParser, FormatContext } from "../format";
import type { LogRecord, Place } from "../log-record";
import { windowsRecord } from "../windows/record";
import { EvtxEvent } from "./event";
import { millisecondsOf } from "./values";

const CHUNK_MAGIC = "ElfChnk\0";
const RECORD_MAGIC = 0x2a2a;
const FIRST_RECORD = 512;

/** The last record that was handed over: its id in this file, and when it was written. */
interface Mark {
  id: number;
  written: number;
}

interface EvtxState {
  /** Of the passes before this one. */
  seen: Mark;
  /** Of this one so far. */
  next: Mark;
  /** The least id that was new in it. */
  lowest: number | null;
  /** The last block is older than the newest record of this pass: what is newer still is the next pass's, which begins with the ring's newest. */
  ring?: boolean;
  damage: Damage;
}

interface Damage {
  chunks: number;
  records: number;
  checksums: number;
}

const nothing: Mark = { id: 0, written: 0 };

/**
 * Windows Event Log files ([MS-EVEN6], and Schuster, "Introducing the Microsoft Vista event log file format", 2007). Chunks are walked by size, as
 * the header of a log in use is behind; a ring's chunks may come in any order. A record comes again only when it was
 * written after all that was seen: record ids restart when a log is cleared.
 */
export const evtx: BlockFormat = {
  unit: "block",
  name: "evtx",
  headerBytes: 4_096,
  blockBytes: 65_536,
  // The first record: its id, when it was written, and how it begins.
  mark: { at: 4_096 + FIRST_RECORD, length: 64 },
  open: openEvtx,
};

function openEvtx(context: FormatContext): BlockParser {
  const event = new EvtxEvent();
  let recordId = 0;
  let offset = 0;
  const place = (): Place => ({ name: context.name, at: offset });
  const record: LogRecord = windowsRecord(event, place, () => recordId);
  const state = stateOf(context.state);
  /** A pass that goes on is handed its last block again. */
  let isAgain = true;
  let isGoingOn = true;
  const handed = state.next;
  const isRing = state.ring === true;
  let late = 0;

  const read = (chunk: Buffer, at: number, size: number, id: number, written: number): void => {
    const known = isAgain ? handed : state.seen;
    if (id <= known.id && written <= known.written) return;
    if (isRing && isGoingOn && id > handed.id) {
      late += 1;
      return;
    }
    recordId = id;
    try {
      event.load(at + 24, at + size, written);
      state.lowest = Math.min(state.lowest ?? id, id);
      context.sink(record);
    } catch (error) {
      state.damage.records += 1;
      context.unparsed(`record ${id}: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (written > state.next.written || (written === state.next.written && id > state.next.id)) {
      state.next = { id, written };
    }
  };

  const damaged = (what: "chunks" | "checksums"): void => {
    if (!isAgain) state.damage[what] += 1;
  };

  const walk = (chunk: Buffer, blockOffset: number): void => {
    const free = chunk.length >= 52 ? chunk.readUInt32LE(48) : 0;
    let at = FIRST_RECORD;
    let before = -1;
    while (at + 28 <= chunk.length && chunk.readUInt32LE(at) === RECORD_MAGIC) {
      const size = chunk.readUInt32LE(at + 4);
      const id = Number(chunk.readBigUInt64LE(at + 8));
      // Behind the free space lies what a ring left there, or what a stale header does not know yet.
      if (at >= free && before !== -1 && id !== before + 1) return;
      if (size < 28 || at + size > chunk.length) {
        damaged("chunks");
        return;
      }
      offset = blockOffset + at;
      read(chunk, at, size, id, millisecondsOf(chunk, at + 16));
      before = id;
      at += size;
    }
    state.ring = state.lowest !== null && before < state.next.id;
  };

  const use = (chunk: Buffer, blockOffset: number): void => {
    if (isBlank(chunk)) return;
    if (chunk.length < FIRST_RECORD || chunk.toString("latin1", 0, 8) !== CHUNK_MAGIC) {
      damaged("chunks");
      return;
    }
    if (!isSound(chunk)) damaged("checksums");
    event.useChunk(chunk);
    walk(chunk, blockOffset);
  };

  return {
    block(chunk, blockOffset) {
      if (blockOffset === evtx.headerBytes) {
        Object.assign(state, { seen: { ...state.next }, lowest: null, damage: { ...sound } });
        isAgain = false;
        isGoingOn = false;
      }
      use(chunk, blockOffset);
      isAgain = false;
    },
    state: () => state,
    flush() {
      tellDamage(context, state.damage);
      if (late > 0) {
        const message = "It was written over while it was read: what was there may not be read";
        context.notice({ severity: "error", message });
      }
      const missing = (state.lowest ?? 0) - state.seen.id - 1;
      if (state.seen.id > 0 && missing > 0) {
        const message = `${missing} records were overwritten before they were read`;
        context.notice({ severity: "error", message });
      }
    },
  };
}

const sound: Damage = { chunks: 0, records: 0, checksums: 0 };

function stateOf(state: unknown): EvtxState {
  const earlier = state as EvtxState | undefined;
  const begun = { seen: { ...nothing }, next: { ...nothing }, lowest: null, damage: { ...sound } };
  return earlier ? { ...begun, ...earlier, damage: { ...begun.damage, ...earlier.damage } } : begun;
}

/** Space that was set aside and never used. */
const isBlank = (chunk: Buffer): boolean =>
  chunk.length >= 8 && chunk.readUInt32LE(0) === 0 && chunk.readUInt32LE(4) === 0;

function isSound(chunk: Buffer): boolean {
  const header = crc32(chunk.subarray(128, 512), crc32(chunk.subarray(0, 120)));
  const free = chunk.readUInt32LE(48);
  if (header !== chunk.readUInt32LE(124) || free < FIRST_RECORD || free > chunk.length)
    return false;
  return crc32(chunk.subarray(FIRST_RECORD, free)) === chunk.readUInt32LE(52);
}

function tellDamage(context: FormatContext, { chunks, records, checksums }: Damage): void {
  if (chunks + records > 0) {
    const message = `${chunks} chunks and ${records} records are damaged; all others were read`;
    context.notice({ severity: "error", message });
  }
  if (checksums > 0) {
    const message = `${checksums} chunks do not fit their checksums, as in a log that is in use; they were read`;
    context.notice({ severity: "warning", message });
  }
}

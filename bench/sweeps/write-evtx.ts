import { crc32 } from "node:zlib";

/** A Windows event to be written. */
export interface WrittenEvent {
  channel: string;
  provider: string;
  eventId: number;
  computer: string;
  recordId: number;
  time: Date;
  keywords?: bigint;
  /** Named details in this order; a list gives nameless Data. */
  details: Readonly<Record<string, string | number>> | readonly string[];
  /** The element that holds the details, "EventData" or one within UserData. */
  wrapper?: string;
}

const CHUNK = 65_536;
const FIRST_RECORD = 512;
const EPOCH_DIFFERENCE = 11_644_473_600_000n;

/**
 * An EVTX file of these events, as Windows lays it out: templates where a chunk first needs them, the
 * details as BinXML within a value, checksums. For tests and measurements.
 */
export function writeEvtx(events: readonly WrittenEvent[]): Buffer {
  const chunks: Buffer[] = [];
  let chunk = newChunk();
  for (const event of events) {
    if (!chunk.add(event)) {
      chunks.push(chunk.finish());
      chunk = newChunk();
      if (!chunk.add(event)) throw new Error(`Event ${event.recordId} does not fit into a chunk`);
    }
  }
  chunks.push(chunk.finish());
  return Buffer.concat([fileHeader(chunks.length, events.at(-1)?.recordId ?? 0), ...chunks]);
}

function fileHeader(chunks: number, lastId: number): Buffer {
  const header = Buffer.alloc(4_096);
  header.write("ElfFile\0", 0, "latin1");
  header.writeBigUInt64LE(BigInt(chunks - 1), 16);
  header.writeBigUInt64LE(BigInt(lastId + 1), 24);
  header.writeUInt32LE(128, 32);
  header.writeUInt16LE(1, 36);
  header.writeUInt16LE(3, 38);
  header.writeUInt16LE(4_096, 40);
  header.writeUInt16LE(chunks, 42);
  header.writeUInt32LE(crc32(header.subarray(0, 120)), 124);
  return header;
}

function newChunk() {
  const bytes = Buffer.alloc(CHUNK);
  const names = new Map<string, number>();
  const templates = new Map<string, number>();
  const ids: number[] = [];
  let free = FIRST_RECORD;
  let last = FIRST_RECORD;

  const add = (event: WrittenEvent): boolean => {
    const knownNames = new Map(names);
    const knownTemplates = new Map(templates);
    const writer = binXml(free + 24, names, templates);
    writeEvent(writer, event);
    const body = writer.bytes();
    const size = 24 + body.length + 4;
    if (free + size > CHUNK) {
      restore(names, knownNames);
      restore(templates, knownTemplates);
      return false;
    }
    bytes.writeUInt32LE(0x2a2a, free);
    bytes.writeUInt32LE(size, free + 4);
    bytes.writeBigUInt64LE(BigInt(event.recordId), free + 8);
    bytes.writeBigUInt64LE(fileTime(event.time), free + 16);
    body.copy(bytes, free + 24);
    bytes.writeUInt32LE(size, free + size - 4);
    last = free;
    free += size;
    ids.push(event.recordId);
    return true;
  };

  const finish = (): Buffer => {
    bytes.write("ElfChnk\0", 0, "latin1");
    for (const at of [8, 24]) bytes.writeBigUInt64LE(BigInt(ids[0] ?? 0), at);
    for (const at of [16, 32]) bytes.writeBigUInt64LE(BigInt(ids.at(-1) ?? 0), at);
    bytes.writeUInt32LE(128, 40);
    bytes.writeUInt32LE(last, 44);
    bytes.writeUInt32LE(free, 48);
    bytes.writeUInt32LE(crc32(bytes.subarray(FIRST_RECORD, free)), 52);
    bytes.writeUInt32LE(crc32(bytes.subarray(128, 512), crc32(bytes.subarray(0, 120))), 124);
    return bytes;
  };
  return { add, finish };
}

function restore<T>(map: Map<string, T>, earlier: Map<string, T>): void {
  map.clear();
  for (const [key, value] of earlier) map.set(key, value);
}

const fileTime = (time: Date): bigint => (BigInt(time.getTime()) + EPOCH_DIFFERENCE) * 10_000n;

type Writer = ReturnType<typeof binXml>;
type Value = readonly [type: number, bytes: Buffer];

/** Writes tokens from a position of a chunk on, which names and templates are known by. */
function binXml(start: number, names: Map<string, number>, templates: Map<string, number>) {
  const parts: Buffer[] = [];
  let at = start;
  const put = (part: Buffer): void => {
    parts.push(part);
    at += part.length;
  };
  const u8 = (...values: number[]): void => put(Buffer.from(values));
  const u16 = (value: number): void => {
    const part = Buffer.alloc(2);
    part.writeUInt16LE(value);
    put(part);
  };
  const u32 = (value: number): void => {
    const part = Buffer.alloc(4);
    part.writeUInt32LE(value);
    put(part);
  };
  const name = (text: string): void => {
    const known = names.get(text);
    if (known !== undefined) return u32(known);
    const here = at + 4;
    u32(here);
    names.set(text, here);
    u32(0);
    u16(0);
    u16(text.length);
    put(Buffer.from(`${text}\0`, "utf16le"));
  };
  return {
    put,
    u8,
    u16,
    u32,
    name,
    at: () => at,
    bytes: () => Buffer.concat(parts),
    names,
    templates,
  };
}

function element(writer: Writer, name: string, attributes: readonly [string, string][]): void {
  writer.u8(attributes.length > 0 ? 0x41 : 0x01);
  writer.u16(0xffff);
  writer.u32(0);
  writer.name(name);
  if (attributes.length > 0) writer.u32(0);
  for (const [key, value] of attributes) {
    writer.u8(0x06);
    writer.name(key);
    writer.u8(0x05, 0x01);
    writer.u16(value.length);
    writer.put(Buffer.from(value, "utf16le"));
  }
  writer.u8(0x02);
}

/** A template's instance: its definition where the chunk does not have it yet, then the values. */
function instance(
  writer: Writer,
  key: string,
  define: (definition: Writer) => void,
  values: (at: number) => readonly Value[],
): void {
  const { names, templates } = writer;
  writer.u8(0x0f, 1, 1, 0, 0x0c, 1);
  writer.u32(0);
  const known = templates.get(key);
  if (known === undefined) {
    const here = writer.at() + 4;
    writer.u32(here);
    templates.set(key, here);
    const definition = binXml(here + 24, names, templates);
    definition.u8(0x0f, 1, 1, 0);
    define(definition);
    definition.u8(0x00);
    const body = definition.bytes();
    writer.u32(0);
    writer.put(guid(key));
    writer.u32(body.length);
    writer.put(body);
  } else writer.u32(known);
  writeValues(writer, values);
}

function writeValues(writer: Writer, values: (at: number) => readonly Value[]): void {
  // Values that hold BinXML must know where they come to lie: that depends on their number alone.
  const count = values(0).length;
  const list = values(writer.at() + 4 + 4 * count);
  writer.u32(count);
  for (const [type, bytes] of list) {
    writer.u16(bytes.length);
    writer.u8(type, 0);
  }
  for (const [, bytes] of list) writer.put(bytes);
}

/** Some 16 bytes that differ from template to template. */
function guid(key: string): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(crc32(key), 0);
  bytes.writeUInt32LE(crc32(`${key}+`), 4);
  return bytes;
}

const text = (value: string): Value => [0x01, Buffer.from(value, "utf16le")];
const number = (type: number, size: number, value: bigint): Value => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return [type, bytes.subarray(0, size)];
};

/** Elements of System, and the slot of each. */
const SYSTEM = ["EventID", "Level", "Keywords", "EventRecordID", "Channel", "Computer"] as const;

function writeEvent(writer: Writer, event: WrittenEvent): void {
  const { channel, provider, eventId, computer, recordId, time, keywords = 0n } = event;
  const define = (definition: Writer): void => {
    element(definition, "Event", [
      ["xmlns", "http://schemas.microsoft.com/win/2004/08/events/event"],
    ]);
    element(definition, "System", []);
    element(definition, "Provider", [["Name", provider]]);
    definition.u8(0x04);
    for (const [slot, name] of SYSTEM.entries()) {
      element(definition, name, []);
      definition.u8(0x0d);
      definition.u16(slot);
      definition.u8(0x00, 0x04);
    }
    definition.u8(0x41);
    definition.u16(0xffff);
    definition.u32(0);
    definition.name("TimeCreated");
    definition.u32(0);
    definition.u8(0x06);
    definition.name("SystemTime");
    definition.u8(0x0e);
    definition.u16(SYSTEM.length);
    definition.u8(0x11, 0x03, 0x04);
    definition.u8(0x0e);
    definition.u16(SYSTEM.length + 1);
    definition.u8(0x21, 0x04);
  };
  instance(writer, `event ${provider}`, define, (at) => {
    const system: Value[] = [
      number(0x06, 2, BigInt(eventId)),
      number(0x04, 1, 0n),
      number(0x15, 8, keywords),
      number(0x0a, 8, BigInt(recordId)),
      text(channel),
      text(computer),
      number(0x11, 8, fileTime(time)),
    ];
    const before = system.reduce((sum, [, bytes]) => sum + bytes.length, 0);
    const inner = binXml(at + before, new Map(writer.names), new Map(writer.templates));
    // At 0 it is only counted: then nothing may be kept.
    const kept = at === 0 ? inner : binXml(at + before, writer.names, writer.templates);
    writeDetails(kept, event);
    return [...system, [0x21, kept.bytes()]];
  });
  writer.u8(0x00);
}

function writeDetails(
  writer: Writer,
  { provider, eventId, details, wrapper = "EventData" }: WrittenEvent,
): void {
  const isNamed = !Array.isArray(details);
  const entries = isNamed
    ? Object.entries(details as Readonly<Record<string, string | number>>)
    : (details as readonly string[]).map((value) => ["", value] as const);
  const isUserData = wrapper !== "EventData";
  const key = `${provider} ${eventId} ${wrapper} ${entries.map(([name]) => name).join()}`;
  const define = (definition: Writer): void => {
    if (isUserData) element(definition, "UserData", []);
    element(definition, wrapper, []);
    for (const [slot, [name]] of entries.entries()) {
      if (isUserData) element(definition, name, []);
      else element(definition, "Data", name === "" ? [] : [["Name", name]]);
      definition.u8(0x0d);
      definition.u16(slot);
      definition.u8(0x01, 0x04);
    }
    definition.u8(0x04);
    if (isUserData) definition.u8(0x04);
  };
  instance(writer, key, define, () =>
    entries.map(([, value]) =>
      typeof value === "string" ? text(value) : number(0x08, 4, BigInt(value)),
    ),
  );
  writer.u8(0x00);
}

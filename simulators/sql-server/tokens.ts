import { type Cell, type ColumnType, encode, typeInfo } from "./values";

/** Tokens of a reply, [MS-TDS] 2.2.7. */

export interface Column {
  name: string;
  type: ColumnType;
}

/** An error as SQL Server numbers it: 1205 deadlock, 208 no such object, 18456 no log-in. */
export interface SqlError {
  number: number;
  message: string;
  severity?: number;
  state?: number;
}

const u16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
/** B_VARCHAR. */
const short = (text: string): Buffer =>
  Buffer.concat([Buffer.from([text.length]), Buffer.from(text, "utf16le")]);
/** US_VARCHAR. */
const long = (text: string): Buffer =>
  Buffer.concat([u16(text.length), Buffer.from(text, "utf16le")]);
const token = (type: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([type]), u16(body.length), body]);
};

export const columnMetadata = (columns: readonly Column[]): Buffer =>
  Buffer.concat([
    Buffer.from([0x81]),
    u16(columns.length),
    ...columns.flatMap(({ name, type }) => [u32(0), u16(0x09), typeInfo(type), short(name)]),
  ]);

export function row(columns: readonly Column[], cells: readonly Cell[]): Buffer {
  const parts: Buffer[] = [Buffer.from([0xd1])];
  for (const [index, column] of columns.entries()) parts.push(encode(column.type, cells[index]!));
  return Buffer.concat(parts);
}

const doneToken = (type: number, status: number, rows: number): Buffer => {
  const bytes = Buffer.alloc(13);
  bytes[0] = type;
  bytes.writeUInt16LE(status, 1);
  bytes.writeBigUInt64LE(BigInt(rows), 5);
  return bytes;
};

/** DONE; `attention` acknowledges a cancel. */
export const done = (rows?: number): Buffer =>
  doneToken(0xfd, rows === undefined ? 0 : 0x10, rows ?? 0);
export const attentionDone = (): Buffer => doneToken(0xfd, 0x20, 0);
export const failedDone = (): Buffer => doneToken(0xfd, 0x02, 0);

/** What ends the reply to a procedure: rows counted, return status 0. */
export const procedureDone = (rows: number): Buffer =>
  Buffer.concat([
    doneToken(0xff, 0x11, rows),
    Buffer.from([0x79, 0, 0, 0, 0]),
    doneToken(0xfe, 0, 0),
  ]);
export const procedureFailed = (): Buffer => doneToken(0xfe, 0x02, 0);

export const error = ({ number, message, severity = 16, state = 1 }: SqlError): Buffer =>
  token(
    0xaa,
    u32(number),
    Buffer.from([state, severity]),
    long(message),
    short("SIMULATED"),
    short(""),
    u32(1),
  );

const change = (type: number, ...parts: Buffer[]): Buffer =>
  token(0xe3, Buffer.from([type]), ...parts);

/** What a log-in is answered with. */
export const loggedIn = (database: string, packetSize: number, features: Buffer): Buffer =>
  Buffer.concat([
    change(1, short(database), short("master")),
    change(7, Buffer.from([5, 0x09, 0x04, 0xd0, 0x00, 0x34, 0])),
    change(2, short("us_english"), short("")),
    token(
      0xad,
      Buffer.from([1, 0x74, 0, 0, 4]),
      short("Microsoft SQL Server"),
      Buffer.from([16, 0, 0x10, 0x00]),
    ),
    features,
    change(4, short(String(packetSize)), short(String(packetSize))),
    done(),
  ]);

/** FEATUREEXTACK of a token that was good. */
export const tokenAccepted = (): Buffer =>
  Buffer.concat([Buffer.from([0xae, 0x02]), u32(0), Buffer.from([0xff])]);

/** The session was put back as it was at log-in. */
export const sessionReset = (): Buffer => change(18, Buffer.from([0, 0]));

/** ENVCHANGE of a transaction: 8 begun, 9 committed, 10 rolled back. */
export const transactionChange = (type: 8 | 9 | 10): Buffer => {
  const descriptor = Buffer.concat([Buffer.from([8]), Buffer.from([1, 0, 0, 0, 0, 0, 0, 0])]);
  const none = Buffer.from([0]);
  return type === 8 ? change(8, descriptor, none) : change(type, none, descriptor);
};

/** SSPI: a challenge of NTLM. */
export const challenge = (bytes: Buffer): Buffer => token(0xed, bytes);

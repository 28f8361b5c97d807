/** [MS-TDS] 2.2.3: packets of an 8-byte header each; a message is one or more of them. */
export const PACKET = {
  batch: 1,
  rpc: 3,
  reply: 4,
  attention: 6,
  transaction: 14,
  login: 16,
  sspi: 17,
  prelogin: 18,
} as const;

const HEADER = 8;
const END_OF_MESSAGE = 0x01;
const RESETS = 0x08 | 0x10;
/** A client's message is small here: a statement and its parameters. */
const LONGEST_MESSAGE = 16 * 1024 * 1024;

export interface Message {
  type: number;
  body: Buffer;
  /** The client asks for the session's settings to be put back first. */
  resets: boolean;
}

/** Puts messages together out of whatever the socket gives; throws on what is no TDS. */
export function messageReader(received: (message: Message) => void) {
  let waiting: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let resets = false;

  return (data: Buffer): void => {
    waiting = waiting.length === 0 ? data : Buffer.concat([waiting, data]);
    while (waiting.length >= HEADER) {
      const length = waiting.readUInt16BE(2);
      if (length < HEADER) throw new Error(`A packet says that it has ${length} bytes`);
      if (waiting.length < length) return;
      const [type, status] = [waiting[0]!, waiting[1]!];
      parts.push(waiting.subarray(HEADER, length));
      resets ||= (status & RESETS) !== 0;
      waiting = waiting.subarray(length);
      if (parts.reduce((sum, part) => sum + part.length, 0) > LONGEST_MESSAGE) {
        throw new Error("A message is too long");
      }
      if ((status & END_OF_MESSAGE) === 0) continue;
      const message = { type, body: Buffer.concat(parts), resets };
      parts = [];
      resets = false;
      received(message);
    }
  };
}

/** Cuts a message of unknown length into packets as it grows. */
export function messageWriter(type: number, size: number, send: (packet: Buffer) => void) {
  let buffer = Buffer.allocUnsafe(size);
  let used = HEADER;
  let number = 1;

  const flush = (status: number): void => {
    buffer.writeUInt8(type, 0);
    buffer.writeUInt8(status, 1);
    buffer.writeUInt16BE(used, 2);
    buffer.writeUInt16BE(51, 4);
    buffer.writeUInt8(number++ & 0xff, 6);
    buffer.writeUInt8(0, 7);
    send(buffer.subarray(0, used));
    buffer = Buffer.allocUnsafe(size);
    used = HEADER;
  };

  return {
    write(bytes: Buffer): void {
      let from = 0;
      while (from < bytes.length) {
        if (used === size) flush(0);
        const copied = bytes.copy(buffer, used, from);
        used += copied;
        from += copied;
      }
    },
    end: (): void => flush(END_OF_MESSAGE),
  };
}

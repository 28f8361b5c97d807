import { Duplex } from "node:stream";
import type { Socket } from "node:net";
import { TLSSocket, createSecureContext } from "node:tls";
import { PACKET } from "./packets";
import { certificate, privateKey } from "./certificate";

const secureContext = () =>
  createSecureContext({ cert: certificate, key: privateKey, maxVersion: "TLSv1.2" });

/** TDS 8.0, `encrypt: "strict"`: TLS comes first, by its own name in ALPN. */
export function strictly(socket: Socket, first: Buffer): TLSSocket {
  const inner = through(socket, (bytes) => void socket.write(bytes));
  inner.push(first);
  socket.on("data", (data: Buffer) => inner.push(data));
  return new TLSSocket(inner, {
    isServer: true,
    secureContext: createSecureContext({ cert: certificate, key: privateKey }),
    ALPNProtocols: ["tds/8.0"],
  });
}

/** What a TLS library reads from and writes to in place of the socket. */
function through(socket: Socket, send: (bytes: Buffer) => void): Duplex {
  const inner = new Duplex({
    read: () => undefined,
    write(bytes: Buffer, _encoding, written) {
      send(bytes);
      if (socket.writableNeedDrain) socket.once("drain", written);
      else written();
    },
    final: (ended) => void socket.end(ended),
  });
  socket.once("close", () => inner.destroy());
  inner.once("close", () => socket.destroy());
  socket.once("end", () => inner.push(null));
  return inner;
}

const HANDSHAKE = new Set([20, 21, 22]);
const APPLICATION_DATA = 23;
const HEADER = 8;
const RECORD_HEADER = 5;

/**
 * TLS of TDS 7: its handshake travels in packets of type 18, one message for each flight; what follows is sent as
 * it is ([MS-TDS] 2.2.6.5). `first` is what the client sent behind its prelogin already.
 */
export function encrypted(socket: Socket, first: Buffer): TLSSocket {
  let isHandshake = true;
  let waiting: Buffer = first;
  let outgoing: Buffer = Buffer.alloc(0);
  let flight: Buffer[] = [];

  const sendFlight = (): void => {
    if (flight.length === 0) return;
    const body = Buffer.concat(flight);
    flight = [];
    const header = Buffer.from([PACKET.prelogin, 1, 0, 0, 0, 0, 1, 0]);
    header.writeUInt16BE(HEADER + body.length, 2);
    socket.write(Buffer.concat([header, body]));
  };

  /** Records that the TLS library wrote, whole ones only: their type says how they travel. */
  const send = (bytes: Buffer): void => {
    outgoing = Buffer.concat([outgoing, bytes]);
    while (outgoing.length >= RECORD_HEADER) {
      const length = RECORD_HEADER + outgoing.readUInt16BE(3);
      if (outgoing.length < length) return;
      const record = outgoing.subarray(0, length);
      outgoing = outgoing.subarray(length);
      if (HANDSHAKE.has(record[0]!) && isHandshake) {
        flight.push(record);
        setImmediate(sendFlight);
      } else {
        sendFlight();
        socket.write(record);
      }
    }
  };

  const inner = through(socket, send);

  const receive = (data: Buffer): void => {
    waiting = waiting.length === 0 ? data : Buffer.concat([waiting, data]);
    while (isHandshake && waiting.length >= HEADER) {
      if (waiting[0] === APPLICATION_DATA) isHandshake = false;
      else {
        const length = waiting.readUInt16BE(2);
        if (waiting.length < length) return;
        inner.push(waiting.subarray(HEADER, length));
        waiting = waiting.subarray(length);
      }
    }
    if (isHandshake || waiting.length === 0) return;
    inner.push(waiting);
    waiting = Buffer.alloc(0);
  };
  socket.on("data", receive);
  if (first.length > 0) receive(Buffer.alloc(0));
  return new TLSSocket(inner, { isServer: true, secureContext: secureContext() });
}

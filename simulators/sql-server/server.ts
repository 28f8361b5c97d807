import { type AddressInfo, type Server, type Socket, createServer } from "node:net";
import { encrypted, strictly } from "./encryption";
import type { Login } from "./login";
import { PACKET } from "./packets";
import { type Served, type Statement, serveSession } from "./session";
import { type Table, openTables } from "./tables";
import type { SqlError } from "./tokens";
import type { Cell } from "./values";

export { certificate } from "./certificate";
export type { Statement } from "./session";
export type { Table } from "./tables";

/** By which a sweep logs in. Published: it opens nothing but this. */
export const sqlLogin = { user: "sweep_reader", password: "sql-server-test-password" };
/** By NTLM: the same password, as its MD4 in UTF-16. */
export const ntlmLogin = {
  domain: "CORP",
  user: "svc-sweep",
  ntHash: "f0d5992d24d9645df6dcc72762dce28d",
};
export const entraToken = "entra-test-token";

export interface SqlServerOptions {
  /** "on", the default, speaks TLS with those who ask for it; "required" with nobody else; "off" does not have it. */
  encryption?: "on" | "required" | "off";
}

/** A SQL Server at work: TDS 7.4 and 8.0 on 127.0.0.1, with tables of a test's own. */
export interface RunningSqlServer {
  port: number;
  create(table: Table): void;
  insert(table: string, rows: Iterable<readonly Cell[]>): void;
  meddle(sql: string): void;
  setActiveRowVersion(version: Uint8Array): void;
  /** What was asked, oldest first, settings of a session included. */
  statements(): readonly Statement[];
  /** Who logged in, oldest first. */
  logins(): readonly Login[];
  cancels(): number;
  /** What the next statement that asks for rows meets. */
  trouble(next: Trouble): void;
  close(): Promise<void>;
}

export interface Trouble {
  error?: SqlError;
  /** The connection is lost before an answer. */
  drop?: boolean;
  /** The connection is lost after so many rows. */
  dropAfterRows?: number;
  /** Milliseconds before it answers. */
  delay?: number;
}

const TLS_HANDSHAKE = 22;

/** Starts one; https://learn.microsoft.com/openspecs/windows_protocols/ms-tds is what it follows. */
export async function startSqlServer(options: SqlServerOptions = {}): Promise<RunningSqlServer> {
  const tables = openTables();
  const statements: Statement[] = [];
  const logins: Login[] = [];
  const troubles: Trouble[] = [];
  const sockets = new Set<Socket>();
  let cancels = 0;

  const served: Served = {
    ask: tables.ask,
    ntlm: [ntlmLogin],
    isAllowed: ({ user, password, token }) =>
      token === undefined
        ? user.toLowerCase() === sqlLogin.user && password === sqlLogin.password
        : token === entraToken,
    heard: (statement) => void statements.push(statement),
    loggedIn: (login) => void logins.push(login),
    cancelled: () => void (cancels += 1),
    trouble: () =>
      /^\s*select/i.test(statements.at(-1)?.sql ?? "") ? troubles.shift() : undefined,
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.once("data", (data: Buffer) => {
      if (data[0] === TLS_HANDSHAKE) {
        const secure = strictly(socket, data);
        secure.on("error", () => socket.destroy());
        secure.once("data", (prelogin: Buffer) => {
          greet(prelogin, (answer) => secure.write(answer), "strict");
          serveSession(secure, served);
        });
        return;
      }
      const isSecure = greet(data, (answer) => socket.write(answer), options.encryption ?? "on");
      const rest = data.subarray(data.readUInt16BE(2));
      if (!isSecure) {
        if (rest.length > 0) socket.unshift(rest);
        return serveSession(socket, served);
      }
      const secure = encrypted(socket, rest);
      secure.on("error", () => socket.destroy());
      return serveSession(secure, served);
    });
  });
  await listen(server);

  return {
    port: (server.address() as AddressInfo).port,
    create: tables.create,
    insert: tables.insert,
    meddle: tables.meddle,
    setActiveRowVersion: tables.setActiveRowVersion,
    statements: () => statements,
    logins: () => logins,
    cancels: () => cancels,
    trouble: (next) => void troubles.push(next),
    async close() {
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await ended;
      tables.close();
    },
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
}

const OPTION = { version: 0, encryption: 1, instance: 2, mars: 4, federated: 6 } as const;
/** Values of ENCRYPTION: client and server agree on one of these. */
const ENCRYPT = { on: 1, notSupported: 2, required: 3 } as const;

/** PRELOGIN, [MS-TDS] 2.2.6.5; answers whether TLS follows. */
function greet(
  packet: Buffer,
  send: (answer: Buffer) => void,
  encryption: "on" | "required" | "off" | "strict",
): boolean {
  if (packet[0] !== PACKET.prelogin) throw new Error("A client must begin with PRELOGIN");
  const body = packet.subarray(8, packet.readUInt16BE(2));
  const asked = optionOf(body, OPTION.encryption)?.[0];
  const isAsked = asked === ENCRYPT.on || asked === ENCRYPT.required;
  const isSecure = encryption === "required" || (encryption === "on" && isAsked);
  const answer = isSecure || encryption === "strict" ? ENCRYPT.on : ENCRYPT.notSupported;
  const answers: [number, Buffer][] = [
    [OPTION.version, Buffer.from([16, 0, 0x10, 0, 0, 0])],
    [OPTION.encryption, Buffer.from([answer])],
    [OPTION.instance, Buffer.from([0])],
    [OPTION.mars, Buffer.from([0])],
  ];
  if (optionOf(body, OPTION.federated)) answers.push([OPTION.federated, Buffer.from([1])]);
  const reply = optionList(answers);
  const header = Buffer.from([PACKET.reply, 1, 0, 0, 0, 0, 1, 0]);
  header.writeUInt16BE(8 + reply.length, 2);
  send(Buffer.concat([header, reply]));
  return isSecure;
}

function optionOf(body: Buffer, wanted: number): Buffer | undefined {
  for (let at = 0; at + 5 <= body.length && body[at] !== 0xff; at += 5) {
    if (body[at] !== wanted) continue;
    const from = body.readUInt16BE(at + 1);
    return body.subarray(from, from + body.readUInt16BE(at + 3));
  }
  return undefined;
}

function optionList(list: readonly [number, Buffer][]): Buffer {
  const table = Buffer.alloc(5 * list.length + 1, 0xff);
  let from = table.length;
  for (const [index, [token, value]] of list.entries()) {
    table[5 * index] = token;
    table.writeUInt16BE(from, 5 * index + 1);
    table.writeUInt16BE(value.length, 5 * index + 3);
    from += value.length;
  }
  return Buffer.concat([table, ...list.map(([, value]) => value)]);
}

import { randomBytes } from "node:crypto";
import type { Duplex } from "node:stream";
import { type Login, type NtlmAccount, ntlmAccount, ntlmChallenge, readLogin } from "./login";
import { type Message, PACKET, messageReader, messageWriter } from "./packets";
import { rowEncoder } from "./rows";
import { type Result, errorOf } from "./tables";
import * as tokens from "./tokens";
import type { SqlError } from "./tokens";
import { type Cell, decode } from "./values";

const PACKET_SIZE = 4_096;
/** Rows are sent in turns: a cancel is heard between two of them. */
const ROWS_A_TURN = 2_000;

export interface Statement {
  sql: string;
  /** By name without "@": what they are and the type they were declared with. */
  parameters: Readonly<Record<string, Cell>>;
  types: Readonly<Record<string, string>>;
}

/** What a session is served with. */
export interface Served {
  ask(sql: string, parameters: Readonly<Record<string, Cell>>): Result;
  isAllowed(login: Login): boolean;
  ntlm: readonly NtlmAccount[];
  heard(statement: Statement): void;
  loggedIn(login: Login): void;
  cancelled(): void;
  /** Asked before each statement: an error, a lost connection, or a wait in milliseconds. */
  trouble():
    | { error?: SqlError; drop?: boolean; delay?: number; dropAfterRows?: number }
    | undefined;
}

/** A client that has been through prelogin: log-in, statements, cancels. */
export function serveSession(stream: Duplex, served: Served): void {
  const ntlm = { challenge: randomBytes(8), login: undefined as Login | undefined };
  let running: { isCancelled: boolean } | undefined;
  let queue: Promise<void> = Promise.resolve();

  const reply = (...parts: Buffer[]): void => {
    const writer = messageWriter(PACKET.reply, PACKET_SIZE, (packet) => stream.write(packet));
    for (const part of parts) writer.write(part);
    writer.end();
  };
  const refuse = (user: string): void => {
    const message = `Login failed for user '${user}'.`;
    reply(tokens.error({ number: 18456, message, severity: 14 }), tokens.failedDone());
    stream.end();
  };
  const accept = (login: Login, features: Buffer = Buffer.alloc(0)): void => {
    served.loggedIn(login);
    reply(tokens.loggedIn(login.database || "master", PACKET_SIZE, features));
  };

  const logIn = (body: Buffer): void => {
    const login = readLogin(body);
    if (login.sspi) {
      ntlm.login = login;
      return reply(tokens.challenge(ntlmChallenge(ntlm.challenge, served.ntlm[0]?.domain ?? "")));
    }
    if (!served.isAllowed(login)) return refuse(login.user);
    accept(login, login.token === undefined ? undefined : tokens.tokenAccepted());
  };

  const proveNtlm = (body: Buffer): void => {
    const account = ntlmAccount(body, ntlm.challenge, served.ntlm);
    if (!account || !ntlm.login) return refuse("");
    accept({ ...ntlm.login, user: `${account.domain}\\${account.user}` });
  };

  async function answer(
    statement: Statement,
    isProcedure: boolean,
    resets: boolean,
  ): Promise<void> {
    const current = { isCancelled: false };
    running = current;
    const before = resets ? [tokens.sessionReset()] : [];
    const fail = (error: SqlError): void =>
      reply(
        ...before,
        tokens.error(error),
        isProcedure ? tokens.procedureFailed() : tokens.failedDone(),
      );
    const trouble = served.trouble();
    if (trouble?.delay !== undefined) await pause(trouble.delay, () => current.isCancelled);
    if (trouble?.drop) return void stream.destroy();
    if (current.isCancelled) return reply(...before, tokens.done());
    if (trouble?.error) return fail(trouble.error);
    if (isSetting(statement.sql)) return reply(...before, tokens.done());
    let result: Result;
    try {
      result = served.ask(statement.sql, statement.parameters);
    } catch (problem) {
      return fail(errorOf(problem));
    }
    await sendRows(result, current, { before, isProcedure, most: trouble?.dropAfterRows });
  }

  async function sendRows(
    { columns, rows }: Result,
    current: { isCancelled: boolean },
    {
      before,
      isProcedure,
      most,
    }: { before: Buffer[]; isProcedure: boolean; most: number | undefined },
  ): Promise<void> {
    const writer = messageWriter(PACKET.reply, PACKET_SIZE, (packet) => stream.write(packet));
    for (const part of before) writer.write(part);
    writer.write(tokens.columnMetadata(columns));
    const encoded = rowEncoder(columns);
    let count = 0;
    for (const cells of rows) {
      writer.write(encoded(cells));
      count += 1;
      if (count === most) return void stream.destroy();
      if (stream.writableNeedDrain) await drained(stream);
      else if (count % ROWS_A_TURN === 0) await turn();
      if (current.isCancelled || stream.destroyed) break;
    }
    writer.write(isProcedure ? tokens.procedureDone(count) : tokens.done(count));
    writer.end();
  }

  const handle = ({ type, body, resets }: Message): void => {
    if (type === PACKET.login) return logIn(body);
    if (type === PACKET.sspi) return proveNtlm(body);
    if (type === PACKET.attention) {
      if (running) running.isCancelled = true;
      served.cancelled();
      // A message of its own, behind whatever is being sent.
      queue = queue.then(() => reply(tokens.attentionDone()));
      return undefined;
    }
    if (type === PACKET.transaction) {
      queue = queue.then(() => reply(transaction(body), tokens.done()));
      return undefined;
    }
    const isProcedure = type === PACKET.rpc;
    const statement = isProcedure ? readCall(body) : readBatch(body);
    served.heard(statement);
    queue = queue
      .then(() => answer(statement, isProcedure, resets))
      .catch(() => void stream.destroy());
    return undefined;
  };

  const read = messageReader(handle);
  stream.on("data", (data: Buffer) => {
    try {
      read(data);
    } catch {
      stream.destroy();
    }
  });
  stream.on("error", () => stream.destroy());
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function drained(stream: Duplex): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = (): void => {
      stream.off("drain", end);
      stream.off("close", end);
      resolve();
    };
    stream.once("drain", end);
    stream.once("close", end);
  });
}

/** Waits, unless it is cancelled meanwhile. */
async function pause(milliseconds: number, isOver: () => boolean): Promise<void> {
  const until = Date.now() + milliseconds;
  while (Date.now() < until && !isOver()) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(10, milliseconds)));
  }
}

/** Drivers put the session's options right after log-in. */
const isSetting = (sql: string): boolean => /^\s*set\s/i.test(sql);

const withoutHeaders = (body: Buffer): Buffer => body.subarray(body.readUInt32LE(0));

const readBatch = (body: Buffer): Statement => ({
  sql: withoutHeaders(body).toString("utf16le"),
  parameters: {},
  types: {},
});

const EXECUTE_SQL = 10;

/** RPC: only sp_executesql, whose first two parameters are the statement and the declaration. */
function readCall(body: Buffer): Statement {
  const bytes = withoutHeaders(body);
  const isNumbered = bytes.readUInt16LE(0) === 0xffff;
  if (!isNumbered || bytes.readUInt16LE(2) !== EXECUTE_SQL) {
    throw new Error("Only sp_executesql is known here");
  }
  const found: { name: string; value: Cell; type: string }[] = [];
  for (let at = 6; at < bytes.length;) {
    const length = 2 * bytes[at]!;
    const name = bytes.toString("utf16le", at + 1, at + 1 + length);
    const { value, end, type } = decode(bytes, at + 2 + length);
    found.push({ name: name.replace(/^@/, ""), value, type });
    at = end;
  }
  const [statement, , ...parameters] = found;
  return {
    sql: String(statement?.value ?? ""),
    parameters: Object.fromEntries(parameters.map(({ name, value }) => [name, value])),
    types: Object.fromEntries(parameters.map(({ name, type }) => [name, type])),
  };
}

function transaction(body: Buffer): Buffer {
  const request = withoutHeaders(body).readUInt16LE(0);
  return tokens.transactionChange(request === 5 ? 8 : request === 7 ? 9 : 10);
}

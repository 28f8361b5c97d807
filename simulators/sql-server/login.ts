import { createHmac } from "node:crypto";

/** What a client logs in with. */
export interface Login {
  user: string;
  password: string;
  database: string;
  application: string;
  isReadOnly: boolean;
  /** An Entra ID token, given instead of a name. */
  token: string | undefined;
  /** The first message of NTLM, given instead of a password. */
  sspi: Buffer | undefined;
}

/** LOGIN7, [MS-TDS] 2.2.6.4. */
export function readLogin(body: Buffer): Login {
  const text = (at: number): string => {
    const from = body.readUInt16LE(at);
    return body.toString("utf16le", from, from + 2 * body.readUInt16LE(at + 2));
  };
  const passwordAt = body.readUInt16LE(44);
  const password = Buffer.from(
    body.subarray(passwordAt, passwordAt + 2 * body.readUInt16LE(46)),
  ).map((byte) => swap(byte ^ 0xa5));
  const sspiAt = body.readUInt16LE(78);
  const sspiLength = body.readUInt16LE(80);
  return {
    user: text(40),
    password: Buffer.from(password).toString("utf16le"),
    database: text(68),
    application: text(48),
    isReadOnly: (body[26]! & 0x20) !== 0,
    token: (body[27]! & 0x10) === 0 ? undefined : tokenOf(body),
    sspi: sspiLength > 0 ? body.subarray(sspiAt, sspiAt + sspiLength) : undefined,
  };
}

const swap = (byte: number): number => ((byte << 4) | (byte >> 4)) & 0xff;

/** FEATUREEXT: a list of features that 0xFF ends; 2 is FEDAUTH. */
function tokenOf(body: Buffer): string | undefined {
  let at = body.readUInt32LE(body.readUInt16LE(56));
  while (at + 5 <= body.length && body[at] !== 0xff) {
    const length = body.readUInt32LE(at + 1);
    const data = body.subarray(at + 5, at + 5 + length);
    if (body[at] === 0x02) return data.toString("utf16le", 5, 5 + data.readUInt32LE(1));
    at += 5 + length;
  }
  return undefined;
}

/** Of an account that logs in by NTLM: what its password hashes to, so that it need not be known here. */
export interface NtlmAccount {
  domain: string;
  user: string;
  /** MD4 of the password in UTF-16, hexadecimal. */
  ntHash: string;
}

/** CHALLENGE_MESSAGE, [MS-NLMP] 2.2.1.2. */
export function ntlmChallenge(serverChallenge: Buffer, domain: string): Buffer {
  const name = Buffer.from(domain, "utf16le");
  const info = Buffer.concat([
    pair(2, name),
    pair(1, Buffer.from("SIMULATED", "utf16le")),
    pair(0),
  ]);
  const head = Buffer.alloc(56);
  head.write("NTLMSSP\0", 0, "latin1");
  head.writeUInt32LE(2, 8);
  head.writeUInt16LE(name.length, 12);
  head.writeUInt16LE(name.length, 14);
  head.writeUInt32LE(56, 16);
  head.writeUInt32LE(0xa2_89_02_05, 20);
  serverChallenge.copy(head, 24);
  head.writeUInt16LE(info.length, 40);
  head.writeUInt16LE(info.length, 42);
  head.writeUInt32LE(56 + name.length, 44);
  return Buffer.concat([head, name, info]);
}

function pair(id: number, value: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, value]);
}

/** Whether an AUTHENTICATE_MESSAGE proves one of these accounts, by NTLMv2 ([MS-NLMP] 3.3.2). */
export function ntlmAccount(
  message: Buffer,
  serverChallenge: Buffer,
  accounts: readonly NtlmAccount[],
): NtlmAccount | undefined {
  const field = (at: number): Buffer => {
    const from = message.readUInt32LE(at + 4);
    return message.subarray(from, from + message.readUInt16LE(at));
  };
  // Some clients give the length of the proof alone, and put what it proves right behind it.
  const proofAt = message.readUInt32LE(24);
  const length = message.readUInt16LE(20);
  const response = message.subarray(proofAt, length > 16 ? proofAt + length : message.length);
  const domain = field(28).toString("utf16le");
  const user = field(36).toString("utf16le");
  const account = accounts.find((one) => same(one.user, user) && same(one.domain, domain));
  if (!account || response.length < 24) return undefined;
  const key = createHmac("md5", Buffer.from(account.ntHash, "hex"))
    .update(Buffer.from(user.toUpperCase() + domain, "utf16le"))
    .digest();
  const proof = createHmac("md5", key)
    .update(Buffer.concat([serverChallenge, response.subarray(16)]))
    .digest();
  return proof.equals(response.subarray(0, 16)) ? account : undefined;
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

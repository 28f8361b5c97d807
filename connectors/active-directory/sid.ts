/** https://learn.microsoft.com/openspecs/windows_protocols/ms-dtyp/c92a27b1-c772-4fa7-a432-15df5f1b66a1 */
const domainAccount = /^S-1-5-21(-\d{1,10}){4}$/;

/** Whether a text is the SID of an account of a domain. */
export const isAccountSid = (sid: string): boolean => domainAccount.test(sid);

/** The bytes of a SID with the authority 5 (NT), which all of Active Directory have. */
export function bytesOfSid(sid: string): Buffer {
  const parts = sid.split("-").slice(3).map(Number);
  const bytes = Buffer.alloc(8 + 4 * parts.length);
  bytes.writeUInt8(1, 0);
  bytes.writeUInt8(parts.length, 1);
  bytes.writeUInt8(5, 7);
  for (const [index, part] of parts.entries()) bytes.writeUInt32LE(part, 8 + 4 * index);
  return bytes;
}

/** The text of a SID; undefined when the bytes are none. */
export function sidOf(bytes: Buffer): string | undefined {
  const count = bytes.length > 1 ? bytes.readUInt8(1) : 0;
  if (count === 0 || bytes.length !== 8 + 4 * count || bytes.readUInt8(0) !== 1) return undefined;
  const parts = Array.from({ length: count }, (_, index) => bytes.readUInt32LE(8 + 4 * index));
  return `S-1-${bytes.readUIntBE(2, 6)}-${parts.join("-")}`;
}

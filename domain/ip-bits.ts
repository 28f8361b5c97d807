/** An address as a number: what prefixes are compared on. IPv4-mapped IPv6 is IPv4. */
export interface IpBits {
  family: 4 | 6;
  bits: bigint;
}

const dottedQuad = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const hexGroup = /^[0-9a-f]{1,4}$/i;
const mappedPrefix = 0xffffn;

/** Dotted IPv4 without leading zeros, or any RFC 4291 notation of IPv6; nothing else. */
export function parseIp(text: string): IpBits | undefined {
  const v6 = parseIpWithoutUnwrapping(text);
  if (v6?.family !== 6 || v6.bits >> 32n !== mappedPrefix) return v6;
  return { family: 4, bits: v6.bits & 0xffff_ffffn };
}

/** As `parseIp`, but ::ffff:a.b.c.d stays what it is written as. */
export function parseIpWithoutUnwrapping(text: string): IpBits | undefined {
  if (text.length > 45) return undefined;
  if (dottedQuad.test(text)) return { family: 4, bits: quadBits(text) };
  const groups = groupsOf(text);
  if (!groups) return undefined;
  return { family: 6, bits: groups.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n) };
}

/** Canonical text: dotted IPv4, RFC 5952 IPv6. */
export function formatIp({ family, bits }: IpBits): string {
  return family === 4 ? octetsOf(bits).join(".") : formatGroups(bits);
}

/** The first address of a network: its bits with the host part cleared. */
export function maskIp({ family, bits }: IpBits, prefix: number): IpBits {
  const hostBits = BigInt((family === 4 ? 32 : 128) - prefix);
  return { family, bits: (bits >> hostBits) << hostBits };
}

function quadBits(text: string): bigint {
  return text.split(".").reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n);
}

function octetsOf(bits: bigint): bigint[] {
  return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn);
}

function groupsOf(text: string): number[] | undefined {
  const [head = "", tail, ...more] = text.split("::");
  if (more.length > 0) return undefined;
  const before = listOf(head, tail === undefined);
  const after = tail === undefined ? [] : listOf(tail, true);
  if (!before || !after) return undefined;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...before, ...Array<number>(missing).fill(0), ...after];
}

function listOf(text: string, mayEndInQuad: boolean): number[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  const last = parts.at(-1) ?? "";
  const hasQuad = mayEndInQuad && dottedQuad.test(last);
  const hex = hasQuad ? parts.slice(0, -1) : parts;
  if (!hex.every((part) => hexGroup.test(part))) return undefined;
  const groups = hex.map((part) => Number.parseInt(part, 16));
  if (!hasQuad) return groups;
  const quad = Number(quadBits(last));
  return [...groups, quad >>> 16, quad & 0xffff];
}

function formatGroups(bits: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    Number((bits >> BigInt(112 - 16 * index)) & 0xffffn),
  );
  const { start, length } = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(":");
  return `${hex.slice(0, start).join(":")}::${hex.slice(start + length).join(":")}`;
}

function longestZeroRun(groups: number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  groups.forEach((group, index) => {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  });
  return best;
}

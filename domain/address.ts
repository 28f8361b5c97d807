import { type IpBits, formatIp, maskIp, parseIp, parseIpWithoutUnwrapping } from "./ip-bits";
import { SPECIAL_RANGES } from "./special-ranges";

/** One address in canonical notation, or undefined when the text is anything else. */
export function parseAddress(text: string): string | undefined {
  const ip = parseIp(text);
  return ip && formatIp(ip);
}

/** A network as canonical CIDR, host bits cleared; a bare address is a network of one. */
export function parseNetwork(text: string): string | undefined {
  const network = networkOf(text);
  return network && `${formatIp(network.ip)}/${network.prefix}`;
}

/** Whether an address lies in a network; never when one of the two does not parse. */
export const isInNetwork = (address: string, cidr: string): boolean =>
  isInSome(address, readNetworks([cidr]));

/** Networks to ask `isInSome` about, again and again; what does not parse holds nothing. */
export const readNetworks = (cidrs: readonly string[]): Network[] =>
  cidrs.map(networkOf).filter((network) => network !== undefined);

/** Whether an address lies in one of some networks; never when it does not parse. */
export function isInSome(address: string, networks: readonly Network[]): boolean {
  const ip = parseIp(address);
  return ip !== undefined && networks.some((network) => isIn(ip, network));
}

/**
 * The name of the range that keeps an address from being an ordinary public one, such as
 * "private (RFC 1918)"; undefined when it is public. What is no address is never public.
 */
export function specialRange(address: string): string | undefined {
  const ip = parseIp(address);
  if (!ip) return "not a valid address";
  const special = specialNetworks.find(({ network }) => isIn(ip, network));
  if (special) return special.name;
  const isUnallocated = ip.family === 6 && ip.bits >> 125n !== 1n;
  return isUnallocated ? "not allocated for public use (RFC 4291)" : undefined;
}

/** Whether a special address stands for another one, which may be anybody's: a tunnel or a translation. */
export const carriesAnother = (address: string): boolean =>
  isInSome(address, carriers) && !["::", "::1"].includes(address);

export interface Network {
  ip: IpBits;
  prefix: number;
}

const carriers = readNetworks([
  "::/96",
  "::ffff:0:0:0/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "2001::/32",
  "2002::/16",
]);

const specialNetworks = SPECIAL_RANGES.flatMap(([text, name]) => {
  const network = networkOf(text);
  return network ? [{ network, name }] : [];
});

function networkOf(text: string): Network | undefined {
  const [address = "", length, ...more] = text.split("/", 3);
  const written = parseIpWithoutUnwrapping(address);
  if (!written || more.length > 0) return undefined;
  const bitCount = written.family === 4 ? 32 : 128;
  const prefix = length === undefined ? bitCount : prefixOf(length, bitCount);
  if (prefix === undefined) return undefined;
  const ip = parseIp(address);
  const isMapped = ip !== undefined && ip.family !== written.family && prefix >= 96;
  const [base, size] = isMapped ? [ip, prefix - 96] : [written, prefix];
  return { ip: maskIp(base, size), prefix: size };
}

function prefixOf(text: string, bitCount: number): number | undefined {
  if (!/^(?:0|[1-9]\d{0,2})$/.test(text)) return undefined;
  const prefix = Number(text);
  return prefix <= bitCount ? prefix : undefined;
}

function isIn(ip: IpBits, { ip: first, prefix }: Network): boolean {
  return ip.family === first.family && maskIp(ip, prefix).bits === first.bits;
}

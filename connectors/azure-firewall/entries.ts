import { isInNetwork } from "../../domain/address";
import { parseIp } from "../../domain/ip-bits";

/** What an IP group may hold: https://learn.microsoft.com/azure/firewall/ip-groups */
export const maxEntries = 5_000;

/**
 * Left in a group that would be empty: a rule whose group is empty is skipped. It is kept for
 * documentation (RFC 5737) and belongs to nobody.
 */
export const placeholder = "192.0.2.1";

/** Whether an entry is exactly one address, in any notation of it. */
export const isExactly = (entry: string, address: string): boolean =>
  [address, `${address}/32`, `${address}-${address}`].includes(entry.trim());

/** Whether an address lies in an entry: the address itself, a prefix, or a range from low to high. */
export function holds(entry: string, address: string): boolean {
  const [low, high, ...more] = entry.split("-").map((end) => parseIp(end.trim()));
  if (!entry.includes("-")) return isInNetwork(address, entry.trim());
  const ip = parseIp(address);
  if (!ip || !low || !high || more.length > 0) return false;
  return ip.family === low.family && low.bits <= ip.bits && ip.bits <= high.bits;
}

/**
 * The entries of a group after some joined and some left. What is not ours stays, in its order, and
 * `add` joins as far as there is room.
 */
export function merged(
  now: readonly string[],
  add: readonly string[],
  remove: readonly string[],
): string[] {
  const kept = now.filter((entry) => !remove.some((address) => isExactly(entry, address)));
  const missing = [...new Set(add)].filter(
    (address) => !kept.some((entry) => isExactly(entry, address)),
  );
  const next = [...kept, ...missing.slice(0, Math.max(maxEntries - kept.length, 0))];
  return next.length === 0 ? [placeholder] : next;
}

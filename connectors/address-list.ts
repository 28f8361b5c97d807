import { formatIp, parseIp } from "../domain/ip-bits";

/** Whether an entry is exactly one address, in any notation of it. */
export function isExactly(entry: string, address: string): boolean {
  const [written = "", length, ...more] = entry.trim().split("/");
  const ip = parseIp(written);
  const full = ip?.family === 6 ? "128" : "32";
  return (
    ip !== undefined && more.length === 0 && (length ?? full) === full && formatIp(ip) === address
  );
}

/** Entries after some left and some joined: what is not ours stays, in its order. */
export function merged(now: readonly string[], add: string[], remove: string[]): string[] {
  const kept = now.filter((entry) => !remove.some((one) => isExactly(entry, one)));
  const isMissing = (one: string): boolean => !kept.some((entry) => isExactly(entry, one));
  return [...kept, ...new Set(add.filter(isMissing))];
}

import { type LogKind, logKind } from "../log-kind";

/** By channel, in lower case, and event id: what a record is about. */
const CATEGORIES: Readonly<Record<string, Readonly<Record<number, readonly string[]>>>> = {
  security: {
    4624: ["authentication"],
    4625: ["authentication"],
    4648: ["authentication"],
    4768: ["authentication"],
    4771: ["authentication"],
    4776: ["authentication"],
    4656: ["file_access"],
    4663: ["file_access"],
    5140: ["file_access"],
    5145: ["file_access"],
    1102: ["log_cleared"],
  },
  system: { 104: ["log_cleared"] },
};

/** Log-ins in the Application log: written by SQL Server, whatever its instance is called. */
const SQL_LOG_INS: Readonly<Record<number, readonly string[]>> = {
  18453: ["authentication"],
  18454: ["authentication"],
  18456: ["authentication"],
};

const isSqlServer = (provider: string): boolean => /^mssql(?:server|\$)/i.test(provider);

/** Windows allows a channel's name 255 characters. */
const LONGEST_CHANNEL = 255;
const MOST_KNOWN = 20_000;
const known = new Map<string, Map<number, LogKind>>();
let count = 0;

/** The kind of an event of a channel; the provider counts in the Application log alone. */
export function windowsKind(written: string, provider: string, eventId: number): LogKind {
  const channel = written.slice(0, LONGEST_CHANNEL);
  const key = isSqlServer(provider) ? `${channel}\0sql` : channel;
  const ofChannel = known.get(key);
  const kind = ofChannel?.get(eventId);
  if (kind) return kind;
  const lower = channel.toLowerCase();
  const categories =
    CATEGORIES[lower]?.[eventId] ??
    (lower === "application" && isSqlServer(provider) ? SQL_LOG_INS[eventId] : undefined) ??
    [];
  const made = logKind({ product: "windows", services: [], categories, channel: lower, eventId });
  if (count < MOST_KNOWN) {
    count += 1;
    if (ofChannel) ofChannel.set(eventId, made);
    else known.set(key, new Map([[eventId, made]]));
  }
  return made;
}

import type { WindowsEvent } from "./event";
import { accountName } from "./names";
import { remoteAddress } from "../remote-address";

/**
 * The common fields of SQL Server's log-ins in the Application log: 18456 (failed), 18453 and 18454. Its
 * details have no names: user, reason, "[CLIENT: 10.0.0.5]"; some exporters give one text.
 */
export function sqlServerFields(event: WindowsEvent, eventId: number): ReadonlyMap<string, string> {
  const data = event.raw("Data");
  const parts = (Array.isArray(data) ? data : [data]).map((part) => String(part ?? ""));
  const { name, domain } = accountName(parts.length > 1 ? parts[0]! : quoted(parts[0]!));
  const client = clientOf(parts);
  const ip = client === undefined ? undefined : remoteAddress(client);
  const fields = {
    "event.action": "logged-in",
    "event.outcome": eventId === 18456 ? "failure" : "success",
    "user.name": name,
    "user.domain": domain,
    "source.ip": ip,
    // "<local machine>" is one of many: the host's own name says which.
    "source.address": ip ?? (client?.startsWith("<") ? undefined : client?.toLowerCase()),
  };
  return new Map(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
  );
}

/** "Login failed for user 'sa'." names whom; the name is the client's choice and may hold quotes. */
function quoted(text: string): string {
  const start = text.indexOf("'");
  const end = text.lastIndexOf("'");
  return start >= 0 && end > start ? text.slice(start + 1, end) : text;
}

/** The last one counts: a user may be called "[CLIENT: 10.0.0.1]". */
function clientOf(parts: readonly string[]): string | undefined {
  const text = parts.join(" ");
  const start = text.lastIndexOf("[CLIENT: ");
  const end = text.indexOf("]", start);
  return start < 0 || end < 0 ? undefined : text.slice(start + 9, end).trim();
}

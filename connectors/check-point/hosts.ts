import { createHash } from "node:crypto";
import { parseAddress } from "../../domain/address";
import { ConnectorError, ifNotFound } from "../connector-error";
import { changedResponse, hostResponse, messageResponse, usedResponse } from "./schema";
import { type Session, vendor } from "./session";

/** The name of our host for an address: always the same, so that a repeat meets the first. */
export const hostName = (address: string): string => {
  const hash = createHash("sha256").update(`check-point-block:${address}`).digest("hex");
  return `soar-${hash.slice(0, 12)}`;
};

/** The address of our host for an address: another one where somebody changed it; null when there is no host. */
export const addressOf = async (session: Session, address: string): Promise<string | null> =>
  session
    .ask(hostResponse, "show-host", { name: hostName(address) })
    .then((host) => host["ipv4-address"] ?? host["ipv6-address"] ?? "")
    .catch(ifNotFound(null));

/** Whether what a host has is exactly an address, in any notation of it. */
export const isExactly = (found: string | null, address: string): boolean =>
  found !== null && parseAddress(found) === address;

/** There it is afterwards; one that somebody gave another address is not touched. */
export async function ensureHost(session: Session, address: string, comments: string) {
  const name = hostName(address);
  const found = await addressOf(session, address);
  if (found === null) {
    const host = { name, "ip-address": address, comments };
    await session.change(changedResponse, "add-host", host);
  } else if (!isExactly(found, address)) {
    const message = `The host ${name} is not ${address} any more: mend it, or delete it`;
    throw new ConnectorError(vendor, "permanent", message);
  }
}

/** Gone it is afterwards, unless somebody else uses it. */
export async function removeHost(session: Session, address: string): Promise<void> {
  const name = hostName(address);
  if ((await addressOf(session, address)) === null) return;
  const used = await session.ask(usedResponse, "where-used", { name });
  if (used["used-directly"].total > 0) return;
  await session.change(messageResponse, "delete-host", { name });
}

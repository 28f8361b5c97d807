import type { ContainmentMethod } from "../../domain/containing";
import type { FortiGate } from "./client";
import { resolveAddress } from "./resolve";
import { bannedResponse, changed } from "./schema";

const path = "/monitor/user/banned";

/**
 * Addresses that the firewall takes nothing from, until their ban expires: FortiOS ends it by itself, and
 * forgets it when it restarts. A ban that somebody else set, or
 * FortiOS by itself, has another source or end, and is not lifted.
 */
export const banning = (
  fortigate: FortiGate,
  expiry: number,
): ContainmentMethod & { count(): Promise<number> } => {
  const banned = async () =>
    (await fortigate.read(bannedResponse, { method: "GET", path })).results;

  return {
    resolve: async (claim) => resolveAddress(claim),

    async look({ id }) {
      const found = (await banned()).find(({ ip_address: address }) => address === id);
      const ban = found ? { source: found.source ?? null, expires: found.expires ?? null } : null;
      return { state: { ban }, effect: ban ? "in-effect" : "none" };
    },

    async act({ id }) {
      const body = { ip_addresses: [id], expiry };
      await fortigate.write(changed, { method: "POST", path: `${path}/add_users`, body });
    },

    async undo({ id }) {
      const body = { ip_addresses: [id] };
      await fortigate.write(changed, { method: "POST", path: `${path}/clear_users`, body });
    },

    count: async () => (await banned()).length,
  };
};

import { isIPv4 } from "node:net";
import {
  type Answer,
  type Routes,
  type SimulatedRequest,
  type Table,
  type World,
  isRecord,
} from "../simulator";
import { done, failed, found } from "./envelope";

/** Times are seconds since 1970; a ban that expires at 0 does not. */
export interface Ban {
  ip_address: string;
  created: number;
  expires: number;
  source: string;
  ipv6: boolean;
}

/** Addresses that nothing is taken from: `monitor/user/banned`. */
export function banned(world: World, bans: Table<Ban>): { routes: Routes; all: () => Ban[] } {
  const second = (): number => Math.floor(world.now() / 1_000);
  const all = (): Ban[] => bans.rows().filter(({ expires }) => expires === 0 || second() < expires);

  function add(request: SimulatedRequest): Answer {
    const addresses = addressesIn(request);
    const { expiry = 0 } = (request.json ?? {}) as { expiry?: unknown };
    if (!addresses || !Number.isInteger(expiry) || Number(expiry) < 0) {
      return failed(request, "invalid", "ip_addresses or expiry is invalid");
    }
    const expires = expiry === 0 ? 0 : second() + Number(expiry);
    for (const address of addresses) {
      bans.set(address, {
        ip_address: address,
        created: second(),
        expires,
        source: "Administrative",
        ipv6: false,
      });
    }
    return done(request);
  }

  function clear(request: SimulatedRequest): Answer {
    const addresses = addressesIn(request);
    if (!addresses) return failed(request, "invalid", "ip_addresses is invalid");
    for (const address of addresses) bans.delete(address);
    return done(request);
  }

  const path = "/api/v2/monitor/user/banned";
  return {
    all,
    routes: {
      [`GET ${path}`]: (request) => found(request, all()),
      [`POST ${path}/add_users`]: add,
      [`POST ${path}/clear_users`]: clear,
    },
  };
}

const addressesIn = ({ json }: SimulatedRequest): string[] | undefined => {
  const given = isRecord(json) ? json["ip_addresses"] : undefined;
  const areAddresses =
    Array.isArray(given) && given.length > 0 && given.every((one) => isIPv4(String(one)));
  return areAddresses ? given.map(String) : undefined;
};

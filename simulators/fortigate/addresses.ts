import { isIPv4 } from "node:net";
import {
  type Answer,
  type Routes,
  type SimulatedRequest,
  type Table,
  isRecord,
} from "../simulator";
import { done, failed, found } from "./envelope";
import type { Address } from "./scene";

const path = "/api/v2/cmdb/firewall/address";

/** Address objects: `cmdb/firewall/address`. One that a group has cannot be deleted. */
export function addressRoutes(
  addresses: Table<Address>,
  isUsed: (name: string) => boolean,
): Routes {
  function create(request: SimulatedRequest): Answer {
    const { name, type = "ipmask", subnet, comment = "" } = membersOf(request);
    if (typeof name !== "string" || name === "" || name.length > 79) {
      return failed(request, "invalid", "name is invalid");
    }
    if (addresses.get(name)) return failed(request, "duplicate", `${name} exists`);
    const [address = "", mask = ""] = String(subnet).split(" ");
    if (type !== "ipmask" || !isIPv4(address) || !isIPv4(mask)) {
      return failed(request, "invalid", "subnet is invalid");
    }
    if (typeof comment !== "string" || comment.length > 255) {
      return failed(request, "invalid", "comment is too long");
    }
    addresses.set(name, { name, type, subnet: `${address} ${mask}`, comment });
    return done(request, name);
  }

  function remove(request: SimulatedRequest): Answer {
    const { name = "" } = request.params;
    if (!addresses.get(name)) return failed(request, "notFound");
    if (isUsed(name)) return failed(request, "inUse", "object is in use");
    addresses.delete(name);
    return done(request, name);
  }

  return {
    [`GET ${path}/{name}`]: (request) => {
      const address = addresses.get(request.params["name"] ?? "");
      return address ? found(request, [address]) : failed(request, "notFound");
    },
    [`POST ${path}`]: create,
    [`DELETE ${path}/{name}`]: remove,
  };
}

export const membersOf = ({ json }: SimulatedRequest): Record<string, unknown> =>
  isRecord(json) ? json : {};

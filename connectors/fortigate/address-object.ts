import { createHash } from "node:crypto";
import type { Mark } from "../../domain/containing";
import { ConnectorError, ifNotFound } from "../connector-error";
import { type FortiGate, vendor } from "./client";
import { type AddressObject, addressResponse, changed } from "./schema";

const folder = "/cmdb/firewall/address";

/** The name of our object for an address: always the same, so that a repeat meets the first. */
export const objectName = (address: string): string => {
  const hash = createHash("sha256").update(`fortigate-block:${address}`).digest("hex");
  return `soar-${hash.slice(0, 12)}`;
};

/** Whether an object is exactly one address. */
export const isExactly = ({ subnet }: AddressObject, address: string): boolean =>
  [`${address} 255.255.255.255`, `${address}/32`].includes(subnet?.trim() ?? "");

const at = (address: string) =>
  ({ path: `${folder}/${objectName(address)}`, label: `${folder}/{name}` }) as const;

/** Our address objects: an address can be in a group by an object of its own only. */
export function addressObjects(fortigate: FortiGate) {
  const find = async (address: string): Promise<AddressObject | null> =>
    fortigate
      .read(addressResponse, { method: "GET", ...at(address) })
      .then(({ results }) => results[0] ?? null)
      .catch(ifNotFound(null));

  return {
    find,

    /** There it is afterwards; one that somebody made something else of is not touched. */
    async ensure(address: string, mark: Mark): Promise<void> {
      const found = await find(address);
      if (found && !isExactly(found, address)) {
        const message = `The address object ${found.name} is not ${address} any more: mend it, or delete it`;
        throw new ConnectorError(vendor, "permanent", message);
      }
      if (found) return;
      const name = objectName(address);
      const subnet = `${address} 255.255.255.255`;
      const body = { name, type: "ipmask", subnet, comment: mark.text };
      await fortigate.write(changed, { method: "POST", path: folder, body });
    },

    /** Gone it is afterwards. */
    async remove(address: string): Promise<void> {
      if ((await find(address)) === null) return;
      await fortigate
        .write(changed, { method: "DELETE", ...at(address) })
        .catch(ifNotFound(undefined));
    },
  };
}

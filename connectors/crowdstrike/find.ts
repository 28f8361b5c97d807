import { cleanLine } from "../../domain/clean-text";
import type { HostEntity } from "../../domain/entity";
import { describeHost, hostNameOf, isSameHost } from "../host-name";
import { type Falcon, deviceId } from "./client";
import { devicesAt } from "./devices";
import { type Device, idsResponse } from "./schema";

/** Exactly one host, or why there is none: a sentence for a human. */
type Found = { device: Device; name: string } | { question: string } | { absent: string };

const most = 100;

/**
 * The one host that an incident names, letter for letter but for their case. The filter is wider than that,
 * as Falcon compares in its own way: what comes back is compared again.
 */
export async function findDevice(falcon: Falcon, host: HostEntity): Promise<Found> {
  const called = `"${cleanLine(host.label, 100)}"`;
  const name = hostNameOf(host);
  if (name === undefined) {
    return { question: `${called} is not a whole host name: which host is it?` };
  }
  const { meta, resources } = await falcon.reading.read(idsResponse, {
    method: "GET",
    path: "/devices/queries/devices/v1",
    query: { filter: filterOf(name.split(".")[0]!), limit: String(most) },
  });
  if (meta.pagination.total > most) {
    return { question: `${called} may be one of too many hosts of CrowdStrike: which one is it?` };
  }
  const ids = resources.filter((id) => deviceId.test(id));
  const devices = await devicesAt(falcon, ids);
  const [device, ...more] = devices.filter((one) => isSameHost(knownOf(one), name));
  if (!device) {
    return { absent: `CrowdStrike has no host ${called}` };
  }
  if (more.length > 0) {
    const list = [device, ...more]
      .slice(0, 5)
      .map((one) => describeHost(knownOf(one), one.device_id));
    return { question: `${called} may be ${list.join(" or ")}: which host is it?` };
  }
  return { device, name };
}

const knownOf = ({ hostname, machine_domain: domain }: Device) => ({ name: hostname, domain });

/** Whoever has this first label, in whichever case, alone or before a dot. */
const filterOf = (first: string): string =>
  [`hostname:'${first}'`, `hostname:'${first.toUpperCase()}'`, `hostname:*'${first}.*'`].join(",");

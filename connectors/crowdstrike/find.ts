import { cleanLine } from "../../domain/clean-text";
import type { HostEntity } from "../../domain/entity";
import { type Falcon, deviceId } from "./client";
import { devicesAt } from "./devices";
import { type Device, idsResponse } from "./schema";

/** Exactly one host, or why there is none: a sentence for a human. */
type Found = { device: Device } | { question: string };

const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i;
const most = 100;

/**
 * The one host that an incident names, letter for letter but for their case. The filter is wider than that,
 * as Falcon compares in its own way: what comes back is compared again.
 */
export async function findDevice(falcon: Falcon, host: HostEntity): Promise<Found> {
  const { hostName = "", dnsDomain } = host;
  const called = `"${cleanLine(host.label, 100)}"`;
  const name = [hostName, ...(dnsDomain === undefined ? [] : [dnsDomain])].join(".").toLowerCase();
  const labels = name.split(".");
  if (name.length > 253 || !labels.every((one) => label.test(one))) {
    return { question: `${called} is not a whole host name: which host is it?` };
  }
  const { meta, resources } = await falcon.reading.read(idsResponse, {
    method: "GET",
    path: "/devices/queries/devices/v1",
    query: { filter: filterOf(labels[0]!), limit: String(most) },
  });
  if (meta.pagination.total > most) {
    return { question: `${called} may be one of too many hosts of CrowdStrike: which one is it?` };
  }
  const ids = resources.filter((id) => deviceId.test(id));
  const devices = await devicesAt(falcon, ids);
  const [device, ...more] = devices.filter((one) => isCalled(one, name));
  if (!device) {
    return { question: `CrowdStrike has no host ${called}: which one is it?` };
  }
  if (more.length > 0) {
    const list = [device, ...more].slice(0, 5).map(describe).join(" or ");
    return { question: `${called} may be ${list}: which host is it?` };
  }
  return { device };
}

/** Whoever has this first label, in whichever case, alone or before a dot. */
const filterOf = (first: string): string =>
  [`hostname:'${first}'`, `hostname:'${first.toUpperCase()}'`, `hostname:*'${first}.*'`].join(",");

/** A name without a domain fits whatever the domain; a whole one contradicts no domain that is known. */
function isCalled({ hostname, machine_domain: domain }: Device, wanted: string): boolean {
  const known = (hostname ?? "").toLowerCase();
  const [first] = known.split(".");
  if (!wanted.includes(".")) return first === wanted;
  if (known.includes(".")) return known === wanted;
  if (known !== wanted.split(".")[0]) return false;
  return (
    !domain ||
    [`${known}.${domain}`, shortOf(known, wanted, domain)].some(
      (one) => one.toLowerCase() === wanted,
    )
  );
}

/** Some hosts say their domain's short name only: the first label of the long one. */
const shortOf = (known: string, wanted: string, domain: string): string => {
  const rest = wanted.slice(known.length + 1);
  return !domain.includes(".") && rest.split(".")[0] === domain.toLowerCase() ? wanted : "";
};

const describe = ({ hostname, machine_domain: domain, device_id: id }: Device): string =>
  cleanLine(`${[hostname, domain].filter(Boolean).join(".")} (${id})`, 120);

import { parseAddress } from "./address";
import { cleanLine } from "./clean-text";
import type { HostEntity } from "./entity";
import { type Members, lineIn, objectIn } from "./members";
import { withoutUndefined } from "./without-undefined";

/** A host from the members of either vocabulary; undefined when nothing names it. */
export function hostOf(fields: Members): HostEntity | undefined {
  const { hostName, dnsDomain } = namesOf(
    lineIn(fields, "hostName", "netBiosName"),
    lineIn(fields, "dnsDomain"),
  );
  const resourceId = lineIn(fields, "azureID");
  const azureResourceId = resourceId?.startsWith("/subscriptions/") ? resourceId : undefined;
  const known = { hostName, dnsDomain, azureResourceId };
  const device = deviceOf(fields);
  const label = labelOfHost(known) ?? lineIn(fields, "friendlyName") ?? device.defenderMachineId;
  if (label === undefined) return undefined;
  return { kind: "Host", label, ...withoutUndefined({ ...known, ...device }) };
}

const machineId = /^[0-9a-f]{40}$/;
const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What Defender's alerts say of a device, beside its names or in `additionalData`; ids of their form only. */
function deviceOf(fields: Members) {
  const more = objectIn(fields, "additionalData");
  const idOf = (form: RegExp, name: string): string | undefined => {
    const text = (lineIn(fields, name) ?? lineIn(more, name))?.toLowerCase();
    return text !== undefined && form.test(text) ? text : undefined;
  };
  const osFamily = lineIn(fields, "osFamily");
  return {
    defenderMachineId: idOf(machineId, "MdatpDeviceId"),
    aadDeviceId: idOf(guid, "AadDeviceId"),
    osFamily: osFamily?.toLowerCase() === "unknown" ? undefined : osFamily,
  };
}

/** What people call a host: the best that is known of it. */
export function labelOfHost(host: {
  hostName?: string | undefined;
  dnsDomain?: string | undefined;
  azureResourceId?: string | undefined;
}): string | undefined {
  const { hostName, dnsDomain, azureResourceId } = host;
  if (hostName && dnsDomain) return cleanLine(`${hostName}.${dnsDomain}`, 256);
  return hostName ?? azureResourceId;
}

// A NetBIOS or host name is sometimes a full DNS name already.
function namesOf(name: string | undefined, domain: string | undefined) {
  if (name === undefined || !name.includes(".") || parseAddress(name) !== undefined) {
    return { hostName: name, dnsDomain: domain };
  }
  const [hostName, ...rest] = name.split(".");
  return { hostName: hostName || name, dnsDomain: rest.join(".") || domain };
}

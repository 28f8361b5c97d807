import { parseAddress } from "./address";
import { cleanLine } from "./clean-text";
import type { HostEntity } from "./entity";
import { type Members, lineIn } from "./members";
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
  const label = labelOfHost(known) ?? lineIn(fields, "friendlyName");
  return label === undefined ? undefined : { kind: "Host", label, ...withoutUndefined(known) };
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

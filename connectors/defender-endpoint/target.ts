import type { Target } from "../../domain/containment";
import type { Machine } from "./schema";

/** A device as the target of a containment: every name of it is held against what is protected. */
export function targetOf(machine: Machine): Target {
  const { id, computerDnsName, aadDeviceId, lastIpAddress, lastExternalIpAddress } = machine;
  const name = computerDnsName ?? "";
  const role = roleOf(machine);
  const addresses = [lastIpAddress, lastExternalIpAddress].filter((one) => !!one) as string[];
  const names = [name, name.split(".")[0], aadDeviceId].filter((one) => !!one) as string[];
  return {
    id: id.toLowerCase(),
    label: name === "" ? id : name,
    names: [...new Set(names)],
    addresses,
    roles: machine.machineTags ?? [],
    ...(role !== undefined && { role }),
  };
}

const controllerTag = /^(?:dc|domain[ _-]?controllers?)$/i;

/**
 * By its tags and its operating system. Defender does not say what is a domain controller: a tag
 * "Domain controller", or a device group of that name, does. Unknown for Linux, which is both.
 */
function roleOf({ osPlatform, machineTags, rbacGroupName }: Machine): Target["role"] {
  const words = [...(machineTags ?? []), rbacGroupName ?? ""];
  if (words.some((word) => controllerTag.test(word.trim()))) return "domain-controller";
  if (/^WindowsServer/i.test(osPlatform ?? "")) return "server";
  return /^(?:Windows(?:7|8|8\.?1|10|11)|macOS)/i.test(osPlatform ?? "")
    ? "workstation"
    : undefined;
}

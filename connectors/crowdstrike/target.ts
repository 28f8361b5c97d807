import type { Target } from "../../domain/containment";
import type { Device } from "./schema";

const roles: Readonly<Record<string, Target["role"]>> = {
  workstation: "workstation",
  server: "server",
  "domain controller": "domain-controller",
};

/**
 * A host as the target of a containment: every name of it is held against what is protected, that by which
 * it was found as well.
 */
export function targetOf(device: Device, foundBy: string): Target {
  const { device_id: id, hostname, machine_domain: domain, tags } = device;
  const name = hostname ?? "";
  const whole = domain && name !== "" && !name.includes(".") ? `${name}.${domain}` : undefined;
  const role = roles[device.product_type_desc?.toLowerCase() ?? ""];
  const names = [name, whole, name.split(".")[0], foundBy].filter((one) => !!one) as string[];
  return {
    id,
    label: name === "" ? id : name,
    names: [...new Set(names)],
    addresses: [device.local_ip, device.external_ip].filter((one) => !!one) as string[],
    roles: tags ?? [],
    ...(role !== undefined && { role }),
  };
}

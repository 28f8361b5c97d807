import type { Target } from "../../domain/containment";
import type { Agent } from "./schema";

/**
 * A device as the target of a containment: every name of it is held against what is protected, that by which
 * it was found as well.
 */
export function targetOf(agent: Agent, foundBy: string): Target {
  const { id, computerName, domain } = agent;
  const name = computerName ?? "";
  const known = [domain, dnsDomainOf(agent)].filter((one) => !!one);
  const whole = name.includes(".") || name === "" ? [] : known.map((one) => `${name}.${one}`);
  const role = roleOf(agent);
  const names = [name, ...whole, name.split(".")[0], foundBy].filter((one) => !!one) as string[];
  return {
    id,
    label: name === "" ? id : name,
    names: [...new Set(names)],
    addresses: addressesOf(agent),
    roles: labelsOf(agent),
    ...(role !== undefined && { role }),
  };
}

const controllers = /^domain[ _-]?controllers?$/i;

/** By its place in Active Directory, or a tag or group "Domain controllers"; else by what SentinelOne calls it. */
function roleOf(agent: Agent): Target["role"] {
  const isController = pathOf(agent).some((part) => /^OU=Domain Controllers$/i.test(part));
  if (isController || labelsOf(agent).some((one) => controllers.test(one.trim()))) {
    return "domain-controller";
  }
  const type = agent.machineType?.toLowerCase() ?? "";
  if (type === "server") return "server";
  return type === "desktop" || type === "laptop" ? "workstation" : undefined;
}

const labelsOf = ({ groupName, tags }: Agent): string[] =>
  [groupName, ...(tags?.sentinelone ?? []).flatMap(({ key, value }) => [key, value])].filter(
    (one): one is string => typeof one === "string" && one !== "",
  );

function addressesOf({ networkInterfaces, externalIp }: Agent): string[] {
  const all = (networkInterfaces ?? []).flatMap(({ inet }) => inet ?? []);
  return [...new Set([...all, ...(externalIp ? [externalIp] : [])])];
}

/** The parts of a place in Active Directory: "CN=PC7", "OU=Clients", "DC=contoso", "DC=example". */
const pathOf = ({ activeDirectory }: Agent): string[] =>
  (activeDirectory?.computerDistinguishedName ?? "").split(/(?<!\\),/);

const dnsDomainOf = (agent: Agent): string =>
  pathOf(agent)
    .flatMap((part) => /^DC=(.+)$/i.exec(part)?.[1] ?? [])
    .join(".");

import { cleanLine } from "../../domain/clean-text";
import type { Claim, Resolution, Target } from "../../domain/containment";
import { ifNotFound } from "../connector-error";
import { type Client, parseInterfaceId, parseMachineId } from "./client";
import type { Interface, Machine } from "./schema";

/** Why a kind is not done to a machine, as a question; undefined when it can be. */
export type Objection = (machine: Machine, name: string) => Promise<string | undefined> | undefined;

/** The one machine whose resource id the incident names. Its host name alone could be anybody's. */
export async function resolveMachine(
  client: Client,
  claim: Claim,
  objection: Objection,
): Promise<Resolution> {
  if (claim.kind !== "host") return { question: "Which virtual machine is it?" };
  const { azureResourceId, label } = claim.host;
  const named = cleanLine(label, 100);
  if (azureResourceId === undefined) {
    return {
      question: `Which virtual machine of Azure is ${named}? No alert names its resource id`,
    };
  }
  const at = parseMachineId(azureResourceId);
  if (!at) return { question: `The resource id of ${named} is not that of one virtual machine` };
  const machine = await client.machine(at).catch(ifNotFound(undefined));
  if (!machine) return { question: `There is no virtual machine with the resource id of ${named}` };
  if (machine.id.toLowerCase() !== at.key) {
    return { question: `Azure has another virtual machine where ${named} should be` };
  }
  // As Azure writes it: an alert may have it in any case.
  const name = machine.id.slice(machine.id.lastIndexOf("/") + 1);
  const question = usual(machine, name) ?? (await objection(machine, name));
  if (question !== undefined) return { question };
  return { found: targetOf(machine, name, await client.interfaces(machine)) };
}

function usual({ tags, properties }: Machine, name: string): string | undefined {
  if (Object.keys(tags ?? {}).some((tag) => /^aks-managed/i.test(tag))) {
    return `${name} is a node of a Kubernetes cluster, which replaces it: is the node to be cordoned?`;
  }
  const { networkInterfaces } = properties.networkProfile;
  if (networkInterfaces.length === 0 || networkInterfaces.some(({ id }) => !parseInterfaceId(id))) {
    return `${name} has network interfaces that are not its own, as in a scale set: what is to be done?`;
  }
  return undefined;
}

function targetOf(
  { id, tags, properties, ...machine }: Machine,
  name: string,
  all: Interface[],
): Target {
  const { vmId, osProfile, instanceView } = properties;
  const names = [id, name, vmId, osProfile?.computerName, instanceView?.computerName];
  const role = roleOf({ id, properties, ...machine });
  return {
    id: id.slice(1).toLowerCase(),
    label: name,
    names: [...new Set(names.filter((text): text is string => Boolean(text)))],
    addresses: all
      .flatMap(({ properties: { ipConfigurations } }) => ipConfigurations ?? [])
      .flatMap((configuration) => configuration.properties?.privateIPAddress ?? []),
    roles: Object.entries(tags ?? {}).flatMap(([tag, value]) => [tag, `${tag}=${value}`]),
    ...(role && { role }),
  };
}

/** By its image or its licence; a domain controller is not told from another server. */
function roleOf({ properties }: Machine): Target["role"] {
  const publisher = properties.storageProfile.imageReference?.publisher?.toLowerCase();
  const licence = properties.licenseType?.toLowerCase();
  if (publisher === "microsoftwindowsdesktop" || licence === "windows_client") return "workstation";
  return publisher === "microsoftwindowsserver" || licence === "windows_server"
    ? "server"
    : undefined;
}

import type { Target } from "../../domain/containment";
import { createArm } from "../arm";
import { type ArmResource, parseArmId } from "../arm-resource";
import { ConnectorError } from "../connector-error";
import type { Tokens } from "../credentials";
import type { Http } from "../http";
import { kinds } from "./kinds";
import { type Interface, type Machine, interfaceResponse, machineResponse } from "./schema";

export const vendor = "azure-vm";
export const networkQuery = { "api-version": "2025-05-01" };
export const computeQuery = { "api-version": "2026-03-01" };
export const diskQuery = { "api-version": "2025-01-02" };

export interface Client {
  arm: Http;
  machine(of: ArmResource): Promise<Machine>;
  /** All of its network interfaces, in its order. */
  interfaces(of: Machine): Promise<Interface[]>;
}

/** Virtual machines and what they are connected by, for one kind, whose permissions a refusal names. */
export function createClient(url: string, tokens: Tokens, kind: keyof typeof kinds): Client {
  const permissions = kinds[kind].permissions.map(({ name }) => name).join(", ");
  const arm = createArm(
    { vendor, url, permissions, notFound: "see whether it was deleted or moved" },
    tokens,
  );
  return {
    arm,
    machine: ({ path, name }) =>
      arm.read(machineResponse, {
        method: "GET",
        path,
        label: `virtual machine ${name}`,
        query: { ...computeQuery, $expand: "instanceView" },
      }),
    interfaces: ({ properties }) =>
      Promise.all(
        properties.networkProfile.networkInterfaces.map(({ id }) => {
          const { path, name } = interfaceAt(id);
          const label = `network interface ${name}`;
          return arm.read(interfaceResponse, { method: "GET", path, label, query: networkQuery });
        }),
      ),
  };
}

const machines = "Microsoft.Compute/virtualMachines";
export const parseMachineId = (id: string): ArmResource | undefined => parseArmId(id, machines);

/** A target's id is the resource id without its first slash, in lower case. */
export function machineOf({ id, label }: Target): ArmResource {
  const parsed = parseMachineId(`/${id}`);
  if (parsed) return parsed;
  const message = `The id of ${label} is not that of one virtual machine, so nothing was sent`;
  throw new ConnectorError(vendor, "permanent", message);
}

export const parseInterfaceId = (id: string): ArmResource | undefined =>
  parseArmId(id, "Microsoft.Network/networkInterfaces");

export function interfaceAt(id: string): ArmResource {
  const parsed = parseInterfaceId(id);
  if (parsed) return parsed;
  const message =
    "A network interface of the machine is none of its own, as in a scale set: do it by hand";
  throw new ConnectorError(vendor, "permanent", message);
}

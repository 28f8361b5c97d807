import type { ContainmentMethod, Look } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import { ifMatch } from "../arm";
import type { ArmResource } from "../arm-resource";
import type { Checked } from "../checked";
import { ConnectorError, notConfigured } from "../connector-error";
import { inSteps } from "../in-steps";
import { type Client, interfaceAt, machineOf, networkQuery, vendor } from "./client";
import { type Place, cleaned, formerOf, isolated, placeOf, released, stateOf } from "./interfaces";
import { resolveMachine } from "./resolve";
import { type Interface, securityGroupResponse } from "./schema";
import { keepSnapshot } from "./snapshot";

/**
 * Gives every network interface of a machine the isolation group, after a snapshot of its OS disk, which
 * is kept. A PUT replaces an interface: it is sent as it was read, on condition that it still is so. A
 * group that its subnet has stays in force beside. A tag on each interface tells one that was released
 * from one that was never isolated, so that a release of several may be stopped halfway and go on.
 * https://learn.microsoft.com/rest/api/virtualnetwork/network-interfaces/create-or-update
 */
export function quarantine(
  client: Client,
  isolation: ArmResource | undefined,
): ContainmentMethod & Checked {
  function group(): ArmResource {
    if (!isolation) throw notConfigured(vendor, "AZURE_VM_ISOLATION_NSG");
    return isolation;
  }
  const placeIn = (one: Interface): Place => placeOf(one, group().key);

  const interfacesOf = async (target: Target): Promise<Interface[]> =>
    client.interfaces(await client.machine(machineOf(target)));

  const readGroup = () =>
    client.arm.read(securityGroupResponse, {
      method: "GET",
      path: group().path,
      label: `network security group ${group().name}`,
      query: networkQuery,
    });

  async function put(one: Interface, body: object): Promise<void> {
    const { path, name } = interfaceAt(one.id);
    const label = `network interface ${name}`;
    const request = { method: "PUT" as const, path, label, query: networkQuery, body };
    await client.arm.send({ ...request, ...ifMatch(one.etag) });
  }

  return {
    resolve: (claim) =>
      resolveMachine(client, claim, async (machine, name) => {
        if (!machine.properties.storageProfile.osDisk.managedDisk) {
          return `${name} has no managed OS disk, of which a snapshot could be taken: is it to be quarantined by hand?`;
        }
        const { location } = await readGroup();
        const isNear =
          location.toLowerCase() === machine.location.toLowerCase() &&
          machine.id
            .toLowerCase()
            .startsWith(`/subscriptions/${group().subscriptionId.toLowerCase()}/`);
        return isNear
          ? undefined
          : `${name} is in another region or subscription than the isolation group ${group().name}: is it to be quarantined by hand?`;
      }),

    async look(target): Promise<Look> {
      const all = await interfacesOf(target);
      return { state: stateOf(all, group().key), ...effectOf(all, placeIn) };
    },

    async act(target, mark) {
      const machine = await client.machine(machineOf(target));
      const all = await client.interfaces(machine);
      await keepSnapshot(client, machine, mark);
      await inSteps(
        vendor,
        all
          .filter((one) => placeIn(one) !== "isolated")
          .map((one) => () => put(one, isolated(one, group(), mark.text))),
      );
    },

    async undo(target, before) {
      const all = await interfacesOf(target);
      if (all.some((one) => formerOf(before, one) === undefined)) throw leftAlone(target);
      const ours = all.filter((one) => formerOf(before, one) !== group().key);
      if (ours.some((one) => placeIn(one) === "changed")) throw leftAlone(target);
      const isolatedOnes = ours.filter((one) => placeIn(one) === "isolated");
      await inSteps(vendor, [
        ...isolatedOnes.map(
          (one) => () => put(one, released(one, formerOf(before, one) ?? null, ours.length === 1)),
        ),
        // Only when all are released the tags go, one after the other.
        async () => {
          if (ours.length === 1) return;
          const now = (await interfacesOf(target)).filter((one) => placeIn(one) === "returned");
          await inSteps(
            vendor,
            now.map((one) => () => put(one, cleaned(one))),
          );
        },
      ]);
    },

    /** Reads the isolation group, which proves that it exists and that the identity may see it. */
    async check() {
      const { location } = await readGroup();
      return `isolation group ${group().name} in ${location}`;
    },
  };
}

function effectOf(all: Interface[], placeIn: (one: Interface) => Place): Omit<Look, "state"> {
  const places = new Set(all.map(placeIn));
  const states = all.map(({ properties }) => properties.provisioningState.toLowerCase());
  const isUpdating = states.some((state) => state !== "succeeded" && state !== "failed");
  if (places.size === 1 && places.has("isolated")) {
    return { effect: isUpdating ? "under-way" : "in-effect" };
  }
  if (places.has("returned")) return { effect: "none" };
  if (isUpdating) return { effect: places.has("isolated") ? "under-way" : "ending" };
  if (!states.includes("failed")) return { effect: "none" };
  const failed =
    "Azure could not update a network interface of it: look at the interface in the portal, and update it again";
  return { effect: "none", failed };
}

const leftAlone = ({ label }: Target): ConnectorError =>
  new ConnectorError(
    vendor,
    "permanent",
    `${label} was left as it is: somebody gave a network interface of it another security group since`,
  );

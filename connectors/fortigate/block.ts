import type { ContainmentMethod, Mark, Together } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import { ConnectorError, ifNotFound, notConfigured } from "../connector-error";
import { addressObjects, isExactly, objectName } from "./address-object";
import { type FortiGate, vendor } from "./client";
import { resolveAddress } from "./resolve";
import { changed, groupResponse } from "./schema";

const folder = "/cmdb/firewall/addrgrp";

/**
 * Addresses as members of the one group that a deny policy uses. Each member is joined and taken out by
 * itself, so that nobody else's is ever sent. https://fndn.fortinet.net (FortiOS REST API, firewall/addrgrp)
 */
export function blocking(
  fortigate: FortiGate,
  group: string | undefined,
): ContainmentMethod & { together: Together; count(): Promise<number> } {
  const objects = addressObjects(fortigate);

  function named(): string {
    if (group === undefined) throw notConfigured(vendor, "FORTIGATE_GROUP");
    return group;
  }
  const at = () =>
    ({ path: `${folder}/${encodeURIComponent(named())}`, label: `${folder}/{name}` }) as const;

  async function members(): Promise<string[]> {
    const { results } = await fortigate.read(groupResponse, { method: "GET", ...at() });
    return results.flatMap(({ member }) => member ?? []).map(({ name }) => name);
  }

  async function join(address: string, mark: Mark): Promise<void> {
    await objects.ensure(address, mark);
    const body = { name: objectName(address) };
    const { path, label } = at();
    const request = { path: `${path}/member`, label: `${label}/member`, body };
    await fortigate.write(changed, { method: "POST", ...request });
  }

  async function leave(address: string): Promise<void> {
    const { path, label } = at();
    const request = {
      path: `${path}/member/${objectName(address)}`,
      label: `${label}/member/{name}`,
    };
    await fortigate.write(changed, { method: "DELETE", ...request }).catch(ifNotFound(undefined));
  }

  async function change(object: string, add: string[], remove: string[], mark: Mark) {
    if (object !== named()) {
      const message = `FORTIGATE_GROUP names ${named()} now, not ${object}: nothing was changed`;
      throw new ConnectorError(vendor, "permanent", message);
    }
    const before = new Set(await members());
    for (const address of new Set(add)) {
      if (!before.has(objectName(address))) await join(address, mark);
    }
    for (const address of new Set(remove)) {
      if (before.has(objectName(address))) await leave(address);
      await objects.remove(address);
    }
  }

  return {
    resolve: async (claim) => resolveAddress(claim),

    // An object that is in no group has no effect: the state says that it is there, to be taken away.
    async look({ id }) {
      const found = await objects.find(id);
      const state = { object: found ? (found.subnet ?? null) : null };
      if (!found || !isExactly(found, id)) return { state, effect: "none" };
      return { state, effect: (await members()).includes(found.name) ? "in-effect" : "none" };
    },

    act: async ({ id }, mark) => change(named(), [id], [], mark),
    undo: async ({ id }, _, mark) => change(named(), [], [id], mark),

    together: {
      objectOf: named,
      change: (object, add, remove, mark) => change(object, add.map(idOf), remove.map(idOf), mark),
    },

    count: async () => (await members()).length,
  };
}

const idOf = ({ id }: Target): string => id;

import type { ContainmentMethod, Mark, Together } from "../../domain/containing";
import type { Claim, Resolution, Target } from "../../domain/containment";
import { exactAddress } from "../exact-address";
import type { Checked } from "../checked";
import { ConnectorError } from "../connector-error";
import { type AddressList, vendor } from "./list";
import { type Pause, completed } from "./operation";

/**
 * Addresses as items of the one list that a WAF rule uses, each with the incident as its comment. Items are
 * added and deleted by themselves: the list is never replaced, and an item of somebody else never sent.
 */
export function listBlock(
  list: () => AddressList,
  pause: Pause,
): ContainmentMethod & { together: Together } & Checked {
  async function change(object: string, add: string[], remove: string[], { text }: Mark) {
    const to = list();
    if (object !== to.id) {
      const message = `The list is ${to.id} now, not ${object}: nothing was changed`;
      throw new ConnectorError(vendor, "permanent", message);
    }
    const missing: string[] = [];
    for (const address of new Set(add)) {
      if ((await to.itemOf(address)) === null) missing.push(address);
    }
    const leaving: string[] = [];
    for (const address of new Set(remove)) {
      const item = await to.itemOf(address);
      if (item) leaving.push(item.id);
    }
    if (leaving.length > 0) await completed(to, await to.remove(leaving), pause);
    if (missing.length === 0) return;
    const items = missing.map((ip) => ({ ip, comment: text }));
    await completed(to, await to.add(items), pause);
  }

  return {
    resolve: async (claim) => resolved(claim),

    // Whoever replaces an item, or writes another comment, made it theirs.
    async look({ id }) {
      const found = await list().itemOf(id);
      const item = found ? { id: found.id, comment: found.comment ?? null } : null;
      return { state: { item }, effect: item ? "in-effect" : "none" };
    },

    act: async ({ id }, mark) => change(list().id, [id], [], mark),
    undo: async ({ id }, _, mark) => change(list().id, [], [id], mark),

    together: {
      objectOf: () => list().id,
      change: (object, add, remove, mark) => change(object, add.map(idOf), remove.map(idOf), mark),
    },

    /** Reads the list, which proves the token and that it is one of addresses. */
    async check() {
      const {
        name,
        kind,
        num_items: count,
        num_referencing_filters: rules,
      } = await list().describe();
      if (kind !== "ip") {
        const message = `The list that CLOUDFLARE_LIST_ID names is of the kind "${kind}": name one of the kind "ip"`;
        throw new ConnectorError(vendor, "permanent", message);
      }
      const used = rules ? `used in ${rules} rule(s)` : "no rule uses it yet";
      return `list "${name}": ${count} item(s), ${used}`;
    },
  };
}

const resolved = (claim: Claim): Resolution =>
  exactAddress(claim, "This app blocks addresses only at Cloudflare");

const idOf = ({ id }: Target): string => id;

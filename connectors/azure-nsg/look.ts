import type { Look } from "../../domain/containing";
import { isExactly } from "../address-list";
import { type Direction, deniesAll, prefixesOf, ruleName, ruleOf } from "./rule";
import type { Group } from "./schema";

/**
 * Whether our rule has an address. What a rule of somebody else keeps out may be let in before it, so
 * only our own counts. While Azure updates the group nothing of it is settled.
 */
export function lookAt(group: Group, key: string, direction: Direction, address: string): Look {
  const rule = ruleOf(group, ruleName(key, direction, address));
  const listed = prefixesOf(rule, direction).some((entry) => isExactly(entry, address));
  const state = { listed };
  if (listed && rule && !deniesAll(rule, direction)) {
    return { state, effect: "none", failed: changedByOthers(rule.name) };
  }
  if (/^failed$/i.test(rule?.properties.provisioningState ?? "")) {
    const failed = `Azure could not carry out the rule ${rule?.name}: look at the network security group in the portal, and update it again`;
    return { state, effect: "none", failed };
  }
  if (!/^(?:succeeded|failed)$/i.test(group.properties.provisioningState)) {
    return { state, effect: listed ? "under-way" : "ending" };
  }
  return { state, effect: listed ? "in-effect" : "none" };
}

/** Why our rule does not do what it is for. */
export const changedByOthers = (rule: string): string =>
  `Somebody changed the rule ${rule} so that it does not deny everything any more: delete it, and it is made anew`;

import type { Look } from "../../domain/containing";
import { holds, isExactly, maxEntries } from "./entries";
import type { IpGroupResponse } from "./schema";

/**
 * Where an address is on its way into the group or out of it. In a prefix or range of somebody else it
 * is blocked already, and not listed by us. An update that failed may have stored it all the same.
 */
export function lookAt({ properties }: IpGroupResponse, address: string): Look {
  const { provisioningState, ipAddresses } = properties;
  const entries = ipAddresses ?? [];
  const listed = entries.some((entry) => isExactly(entry, address));
  const isBlocked = listed || entries.some((entry) => holds(entry, address));
  const state = { listed };
  if (provisioningState === "Failed") {
    return { state, effect: "none", failed: `Azure could not update its firewalls: ${advice}` };
  }
  if (provisioningState !== "Succeeded") {
    return { state, effect: isBlocked ? "under-way" : "ending" };
  }
  if (isBlocked) return { state, effect: "in-effect" };
  if (entries.length < maxEntries) return { state, effect: "none" };
  const failed = `The IP group is full with ${maxEntries} entries: take out what is not needed`;
  return { state, effect: "none", failed };
}

const advice = "look at the firewalls that use the IP group, mend them, and update the group again";

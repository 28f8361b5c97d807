import { cleanLine } from "../../domain/clean-text";
import type { ContainmentMethod, Look } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import { ConnectorError } from "../connector-error";
import { type Falcon, deviceIdOf, vendor } from "./client";
import { devicesAt } from "./devices";
import { findDevice } from "./find";
import { actionResponse } from "./schema";
import { targetOf } from "./target";

const effects: Readonly<Record<string, { contained: boolean; effect: Look["effect"] }>> = {
  normal: { contained: false, effect: "none" },
  containment_pending: { contained: false, effect: "under-way" },
  contained: { contained: true, effect: "in-effect" },
  lift_containment_pending: { contained: true, effect: "ending" },
};

/**
 * Cuts a host off from all but Falcon itself, and lets it back:
 * https://falcon.crowdstrike.com/documentation/84/host-and-host-group-management-apis. Falcon takes no text
 * with it. A host that is offline stays pending until it comes.
 */
export function containHost(falcon: () => Falcon): ContainmentMethod {
  async function look({ id, label }: Target): Promise<Look> {
    const [device] = await devicesAt(falcon(), [deviceIdOf(id)]);
    if (!device) throw problem("not-found", label, "is not known to CrowdStrike any more");
    const seen = effects[device.status ?? ""];
    if (!seen) throw problem("permanent", label, "has a status that is not known, so it was left");
    return { state: { contained: seen.contained }, effect: seen.effect };
  }

  async function send(
    { id, label }: Target,
    action: "contain" | "lift_containment",
  ): Promise<void> {
    const { resources } = await falcon().containing.write(actionResponse, {
      method: "POST",
      path: "/devices/entities/devices-actions/v2",
      query: { action_name: action },
      body: { ids: [deviceIdOf(id)] },
    });
    const isTaken = resources.some((one) => one.id === id);
    if (!isTaken) throw problem("transient", label, "was not among what CrowdStrike took on", true);
  }

  return {
    async resolve(claim) {
      if (claim.kind !== "host")
        return { question: "Only a host can be contained: which one is it?" };
      const found = await findDevice(falcon(), claim.host);
      return "question" in found || "absent" in found
        ? found
        : { found: targetOf(found.device, found.name) };
    },
    look,
    async act(target) {
      const { effect } = await look(target);
      // Somebody else's is not ours to lift: it is looked at again.
      if (effect !== "none") throw problem("transient", target.label, "was changed just now");
      await send(target, "contain");
    },
    async undo(target, before) {
      if (!wasNormal(before)) {
        throw problem("permanent", target.label, "was contained before, so it was not let back");
      }
      const { effect } = await look(target);
      if (effect === "none" || effect === "ending") return;
      await send(target, "lift_containment");
    },
  };
}

const wasNormal = (before: unknown): boolean =>
  typeof before === "object" &&
  before !== null &&
  "contained" in before &&
  before.contained === false;

const problem = (
  kind: "not-found" | "permanent" | "transient",
  label: string,
  what: string,
  mayHaveHappened = false,
): ConnectorError =>
  new ConnectorError(vendor, kind, `${cleanLine(label, 100)} ${what}`, { mayHaveHappened });

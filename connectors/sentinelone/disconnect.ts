import { cleanLine } from "../../domain/clean-text";
import type { ContainmentMethod, Look } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import { ConnectorError, type ConnectorErrorOptions } from "../connector-error";
import { type SentinelOne, agentIdOf, agentsWith, vendor } from "./client";
import { findAgent } from "./find";
import { actionResponse } from "./schema";
import { targetOf } from "./target";

const effects: Readonly<Record<string, { disconnected: boolean; effect: Look["effect"] }>> = {
  connected: { disconnected: false, effect: "none" },
  disconnecting: { disconnected: false, effect: "under-way" },
  disconnected: { disconnected: true, effect: "in-effect" },
  connecting: { disconnected: true, effect: "ending" },
};

/**
 * Cuts a device off from all but its console, and lets it back: the console's own API reference,
 * `/api-doc/overview`, Agent Actions. A filter that is empty would hit every agent: it is always one id.
 */
export function disconnectDevice(console: () => SentinelOne): ContainmentMethod {
  async function look({ id, label }: Target): Promise<Look> {
    const agents = await agentsWith(console(), { ids: agentIdOf(id) });
    const agent = agents.find((one) => one.id === id);
    if (!agent) throw problem("not-found", label, "is not known to SentinelOne any more");
    const seen = effects[agent.networkStatus ?? ""];
    if (!seen) throw problem("permanent", label, "has a status that is not known, so it was left");
    return { state: { disconnected: seen.disconnected }, effect: seen.effect };
  }

  async function send({ id, label }: Target, action: "disconnect" | "connect"): Promise<void> {
    const http = action === "disconnect" ? console().disconnecting : console().reconnecting;
    const { data } = await http.write(actionResponse, {
      method: "POST",
      path: `/web/api/v2.1/agents/actions/${action}`,
      body: { filter: { ids: [agentIdOf(id)] }, data: {} },
    });
    if (data.affected === 1) return;
    if (data.affected === 0) throw problem("transient", label, "was not taken on by SentinelOne");
    const message = `was asked for alone, and SentinelOne changed ${data.affected} agents: look at its console at once`;
    throw problem("permanent", label, message, { mayHaveHappened: true });
  }

  return {
    async resolve(claim) {
      if (claim.kind !== "host") {
        return { question: "Only a device can be disconnected: which one is it?" };
      }
      const found = await findAgent(console(), claim.host);
      return "question" in found || "absent" in found
        ? found
        : { found: targetOf(found.agent, found.name) };
    },
    look,
    async act(target) {
      const { effect } = await look(target);
      // Somebody else's is not ours to take back: it is looked at again.
      if (effect !== "none") throw problem("transient", target.label, "was changed just now");
      await send(target, "disconnect");
    },
    async undo(target, before) {
      if (!wasConnected(before)) {
        const what = "was disconnected before, so it was not reconnected";
        throw problem("permanent", target.label, what);
      }
      const { effect } = await look(target);
      if (effect === "none" || effect === "ending") return;
      await send(target, "connect");
    },
  };
}

const wasConnected = (before: unknown): boolean =>
  typeof before === "object" &&
  before !== null &&
  "disconnected" in before &&
  before.disconnected === false;

const problem = (
  kind: "not-found" | "permanent" | "transient",
  label: string,
  what: string,
  options: ConnectorErrorOptions = {},
): ConnectorError => new ConnectorError(vendor, kind, `${cleanLine(label, 100)} ${what}`, options);

import { cleanLine } from "../../domain/clean-text";
import type { HostEntity } from "../../domain/entity";
import { describeHost, hostNameOf, isSameHost } from "../host-name";
import { type SentinelOne, agentId, agentsWith } from "./client";
import type { Agent } from "./schema";

/** Exactly one agent, or why there is none: a sentence for a human. */
type Found = { agent: Agent; name: string } | { question: string } | { absent: string };

/** The one agent of the host that an incident names, letter for letter but for their case. */
export async function findAgent(console: SentinelOne, host: HostEntity): Promise<Found> {
  const called = `"${cleanLine(host.label, 100)}"`;
  const name = hostNameOf(host);
  if (name === undefined) {
    return { question: `${called} is not a whole host name: which device is it?` };
  }
  const agents = new Map<string, Agent>();
  for (const computerName of spellingsOf(name)) {
    for (const one of await agentsWith(console, { computerName })) agents.set(one.id, one);
  }
  const [agent, ...more] = [...agents.values()].filter(
    (one) => isThere(one) && isSameHost(knownOf(one), name),
  );
  if (!agent) return { absent: `SentinelOne has no agent on ${called}` };
  if (more.length > 0) {
    const list = [agent, ...more].slice(0, 5).map((one) => describeHost(knownOf(one), one.id));
    return { question: `${called} may be ${list.join(" or ")}: which device is it?` };
  }
  return { agent, name };
}

/** The console may tell upper from lower case, and some agents say their whole name. */
function spellingsOf(name: string): string[] {
  const first = name.split(".")[0]!;
  return [...new Set([first, first.toUpperCase(), name])];
}

const knownOf = ({ computerName, domain }: Agent) => ({ name: computerName, domain });

const isThere = ({ id, isDecommissioned, isUninstalled }: Agent): boolean =>
  agentId.test(id) && isDecommissioned !== true && isUninstalled !== true;

import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { ConnectorError } from "./connector-error";

const agents = new Map<string, Agent>();

/** Connections to a service whose certificate is of an authority of one's own, in a file in PEM. Only that one is trusted. */
export function agentTrusting(vendor: string, file: string, options: object): Agent {
  const agent = agents.get(file) ?? new Agent({ ...options, ca: authorityIn(vendor, file) });
  agents.set(file, agent);
  return agent;
}

function authorityIn(vendor: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as { code?: string };
    const message = `The file of its certificate's authority could not be read (${code}): put it there, in PEM`;
    throw new ConnectorError(vendor, "auth", message);
  }
}

/** An agent as the API shows it, but for its network status: the console's own API reference, `/api-doc/overview`. */
export interface Agent {
  id: string;
  uuid: string;
  computerName: string;
  domain: string;
  machineType: string;
  osName: string;
  groupName: string;
  siteName: string;
  externalIp: string;
  isActive: boolean;
  isDecommissioned: boolean;
  isUninstalled: boolean;
  networkInterfaces: { name: string; inet: string[]; physical: string }[];
  activeDirectory: { computerDistinguishedName: string | null };
  tags: { sentinelone: { key: string; value: string }[] };
}

/** An agent, and what becomes of it: one whose device is offline stays on its way. */
export interface AgentRow {
  agent: Agent;
  isOnline: boolean;
  isDisconnected: boolean;
  /** The change that is under way. */
  change: { to: boolean; endsAt: number } | null;
}

const idOf = (number: number): string => `19000000000000${String(number).padStart(5, "0")}`;

/** What an agent is unless a scene says otherwise. */
export const agentOf = (
  number: number,
  computerName: string,
  known: Partial<Agent> = {},
): Agent => ({
  id: idOf(number),
  uuid: String(number).padStart(32, "0"),
  computerName,
  domain: "CONTOSO",
  machineType: "desktop",
  osName: "Windows 11 Pro",
  groupName: "Default Group",
  siteName: "Default site",
  externalIp: "198.51.100.40",
  isActive: true,
  isDecommissioned: false,
  isUninstalled: false,
  networkInterfaces: [
    { name: "Ethernet", inet: [`10.40.0.${number}`], physical: "00:25:96:ff:fe:12" },
  ],
  activeDirectory: { computerDistinguishedName: null },
  tags: { sentinelone: [] },
  ...known,
});

/** A device of the samples, names that look like it, controllers, and devices with two agents. */
const fleet: readonly Agent[] = [
  agentOf(7, "PC7"),
  agentOf(70, "PC70"),
  agentOf(71, "PC7-OLD"),
  agentOf(1, "SRV-01", { machineType: "server" }),
  agentOf(2, "DC-01", {
    machineType: "server",
    activeDirectory: {
      computerDistinguishedName: "CN=DC-01,OU=Domain Controllers,DC=contoso,DC=example",
    },
  }),
  agentOf(3, "DC-02", { machineType: "server", groupName: "Domain Controllers" }),
  agentOf(4, "node-4", { machineType: "kubernetes node", domain: "unknown" }),
  agentOf(8, "PC8"),
  agentOf(80, "PC8", { isActive: false }),
  agentOf(9, "PC9"),
  agentOf(90, "PC9", { isActive: false, isDecommissioned: true }),
  agentOf(5, "mac5.contoso.example", { domain: "", machineType: "laptop" }),
];

export const rowOf = (agent: Agent): AgentRow => ({
  agent,
  isOnline: true,
  isDisconnected: false,
  change: null,
});
export const testFleet = (): AgentRow[] => fleet.map(rowOf);

/** What the API calls it. */
export function statusOf({ isDisconnected, change }: AgentRow): string {
  if (change) return change.to ? "disconnecting" : "connecting";
  return isDisconnected ? "disconnected" : "connected";
}

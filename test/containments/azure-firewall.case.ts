import { publishedGroup } from "../../simulators/azure-network/group";
import type { RunningSimulators } from "../../simulators/server";
import type { ContainmentCase } from "./case";

interface Group {
  properties: { ipAddresses: string[] };
  [member: string]: unknown;
}

const groupsIn = (vendors: RunningSimulators): Group[] =>
  (vendors.state("azure-network") as { ipGroups: Group[] }).ipGroups;
const claimOf = (value: string): ContainmentCase["claim"] => ({
  kind: "observable",
  observable: { kind: "address", value },
});
const ofTheNetworkTeam = "198.51.100.7";

export const cases: ContainmentCase[] = [
  {
    kind: "firewall-block",
    simulator: "azure-network",
    claim: claimOf("45.83.64.10"),
    arrange: (vendors) => vendors.scene("azure-network", { updateSeconds: 0, writes: 10_000 }),
    state: (vendors) => groupsIn(vendors).map((group) => ({ ...group, etag: "" })),
    meddling: {
      outcome: "kept",
      by(vendors) {
        const [{ properties }] = groupsIn(vendors) as [Group];
        const ipAddresses = [...properties.ipAddresses, ofTheNetworkTeam];
        const ipGroups = [{ ...publishedGroup, ipAddresses }];
        vendors.scene("azure-network", { ipGroups });
      },
      isKept: (vendors) =>
        groupsIn(vendors).some(({ properties }) =>
          properties.ipAddresses.includes(ofTheNetworkTeam),
        ),
    },
    together: [claimOf("45.83.64.11"), claimOf("45.83.64.12")],
    protectedBy: { networks: ["45.83.64.0/24"] },
  },
];

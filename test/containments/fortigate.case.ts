import type { RunningSimulators } from "../../simulators/server";
import type { ContainmentCase } from "./case";

interface State {
  banned: { ip_address: string; source: string }[];
  addresses: { name: string; subnet: string }[];
  groups: { name: string; members: string[] }[];
}

const attacker = "45.83.64.10";
const stateOf = (vendors: RunningSimulators): State => vendors.state("fortigate") as State;
const claimOf = (value: string): ContainmentCase["claim"] => ({
  kind: "observable",
  observable: { kind: "address", value },
});
const protectedBy = { networks: ["45.83.64.0/24"] };
const ofTheNetworkTeam = "ticket-4242";

export const cases: ContainmentCase[] = [
  {
    kind: "fortigate-ban",
    simulator: "fortigate",
    claim: claimOf(attacker),
    arrange: (vendors) => vendors.scene("fortigate", { banned: { "198.51.100.7": "ips" } }),
    state: (vendors) =>
      stateOf(vendors).banned.map(({ ip_address, source }) => [ip_address, source]),
    meddling: {
      outcome: "left",
      by: (vendors) => vendors.scene("fortigate", { banned: { [attacker]: "ips" } }),
    },
    protectedBy,
  },
  {
    kind: "fortigate-block",
    simulator: "fortigate",
    claim: claimOf(attacker),
    arrange: (vendors) =>
      vendors.scene("fortigate", {
        addresses: {
          [ofTheNetworkTeam]: {
            type: "ipmask",
            subnet: "198.51.100.7 255.255.255.255",
            comment: "",
          },
        },
      }),
    state(vendors) {
      const { addresses, groups } = stateOf(vendors);
      return { addresses, groups };
    },
    meddling: {
      outcome: "kept",
      by(vendors) {
        const members = stateOf(vendors).groups.flatMap((group) => group.members);
        const groups = { "soar-block": [...members, ofTheNetworkTeam] };
        vendors.scene("fortigate", { groups });
      },
      isKept: (vendors) =>
        stateOf(vendors).groups.some(({ members }) => members.includes(ofTheNetworkTeam)),
    },
    together: [claimOf("45.83.64.11"), claimOf("45.83.64.12")],
    protectedBy,
  },
];

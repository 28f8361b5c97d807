import type { RunningSimulators } from "../../simulators/server";
import type { ContainmentCase } from "./case";

interface State {
  hosts: Record<string, { address: string }>;
  groups: Record<string, { members: string[] }>;
  sessions: { changed: string[] }[];
}

const stateOf = (vendors: RunningSimulators): State => vendors.state("check-point") as State;
const claimOf = (value: string): ContainmentCase["claim"] => ({
  kind: "observable",
  observable: { kind: "address", value },
});
const ofTheNetworkTeam = "ticket-4242";
const writes = new Set(["add-host", "set-group", "delete-host", "publish"]);

export const cases: ContainmentCase[] = [
  {
    kind: "check-point-block",
    simulator: "check-point",
    isWrite: ({ path }) => writes.has(path.split("/").at(-1) ?? ""),
    claim: claimOf("45.83.64.10"),
    arrange: (vendors) =>
      vendors.scene("check-point", {
        publishSeconds: 0.01,
        hosts: { [ofTheNetworkTeam]: "198.51.100.7" },
      }),
    // What a session has changed and not published keeps others out.
    state(vendors) {
      const { hosts, groups, sessions } = stateOf(vendors);
      return {
        hosts: Object.entries(hosts).map(([name, { address }]) => [name, address]),
        groups: Object.entries(groups).map(([name, { members }]) => [name, members]),
        locked: sessions.flatMap(({ changed }) => changed),
      };
    },
    meddling: {
      outcome: "kept",
      by(vendors) {
        const members = stateOf(vendors).groups["soar-block"]?.members ?? [];
        const groups = { "soar-block": [...members, ofTheNetworkTeam] };
        vendors.scene("check-point", { groups });
      },
      isKept: (vendors) =>
        stateOf(vendors).groups["soar-block"]?.members.includes(ofTheNetworkTeam) === true,
    },
    together: [claimOf("45.83.64.11"), claimOf("45.83.64.12")],
    protectedBy: { networks: ["45.83.64.0/24"] },
  },
];

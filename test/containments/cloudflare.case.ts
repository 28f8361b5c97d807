import type { RunningSimulators } from "../../simulators/server";
import type { ContainmentCase } from "./case";

const attacker = "45.83.64.10";
const itemsIn = (vendors: RunningSimulators): [string, string][] =>
  (vendors.state("cloudflare") as { items: { ip: string; comment: string }[] }).items.map(
    ({ ip, comment }) => [ip, comment],
  );
const claimOf = (value: string): ContainmentCase["claim"] => ({
  kind: "observable",
  observable: { kind: "address", value },
});

export const cases: ContainmentCase[] = [
  {
    kind: "cloudflare-list-block",
    simulator: "cloudflare",
    claim: claimOf(attacker),
    arrange: (vendors) =>
      vendors.scene("cloudflare", {
        operationSeconds: 0.01,
        requests: 100_000,
        items: { "45.83.64.100": "of the web team" },
      }),
    state: itemsIn,
    meddling: {
      outcome: "left",
      by: (vendors) =>
        vendors.scene("cloudflare", { items: { [attacker]: "of the web team, for ever" } }),
    },
    together: [claimOf("45.83.64.11"), claimOf("45.83.64.12")],
    protectedBy: { networks: ["45.83.64.0/24"] },
  },
];

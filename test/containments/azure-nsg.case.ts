import { network, published } from "../../simulators/azure-resource-manager/published";
import type { RunningSimulators } from "../../simulators/server";
import type { ContainmentCase } from "./case";

interface Rule {
  name: string;
  properties: {
    sourceAddressPrefix?: string;
    sourceAddressPrefixes: string[];
    description?: string;
  };
}

const id = `${network}/networkSecurityGroups/nsg-edge`;
const rulesIn = (vendors: RunningSimulators): Rule[] => {
  const { resources } = vendors.state("azure-resource-manager") as {
    resources: Record<string, { properties: { securityRules: Rule[] } }>;
  };
  return resources[id]!.properties.securityRules;
};
const claimOf = (value: string): ContainmentCase["claim"] => ({
  kind: "observable",
  observable: { kind: "address", value },
});
const prefixesOf = ({ properties }: Rule): string[] =>
  properties.sourceAddressPrefixes.concat(properties.sourceAddressPrefix ?? []);
/** The rules that the network team adds its own to, ours among them where it is there by then. */
let touched = new Set<string>();
const ofTheNetworkTeam = "203.0.113.0/24";

export const cases: ContainmentCase[] = [
  {
    kind: "nsg-block",
    simulator: "azure-resource-manager",
    claim: claimOf("45.83.64.10"),
    arrange: (vendors) =>
      vendors.scene("azure-resource-manager", { updateSeconds: 0, writes: 10_000 }),
    state: rulesIn,
    meddling: {
      outcome: "kept",
      by(vendors) {
        touched = new Set(rulesIn(vendors).map(({ name }) => name));
        const securityRules = rulesIn(vendors).map((rule) => ({
          name: rule.name,
          properties: {
            ...rule.properties,
            sourceAddressPrefix: undefined,
            sourceAddressPrefixes: [...prefixesOf(rule), ofTheNetworkTeam],
          },
        }));
        const resources = { [id]: { ...published[id], properties: { securityRules } } };
        vendors.scene("azure-resource-manager", { resources });
      },
      isKept: (vendors) =>
        rulesIn(vendors).filter(
          (rule) => touched.has(rule.name) && prefixesOf(rule).includes(ofTheNetworkTeam),
        ).length === touched.size,
    },
    together: [claimOf("45.83.64.11"), claimOf("45.83.64.12")],
    protectedBy: { networks: ["45.83.64.0/24"] },
  },
];

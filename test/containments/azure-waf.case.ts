import { network } from "../../simulators/azure-resource-manager/published";
import type { RunningSimulators } from "../../simulators/server";
import type { ContainmentCase } from "./case";

interface Rule {
  name: string;
  priority: number;
}
interface Policy {
  properties: { customRules: Rule[] | { rules: Rule[] } };
}

const claimOf = (value: string): ContainmentCase["claim"] => ({
  kind: "observable",
  observable: { kind: "address", value },
});

const caseOf = (kind: ContainmentCase["kind"], id: string): ContainmentCase => {
  const policyIn = (vendors: RunningSimulators): Policy =>
    (vendors.state("azure-resource-manager") as { resources: Record<string, Policy> }).resources[
      id
    ]!;
  const rulesIn = (vendors: RunningSimulators): Rule[] => {
    const { customRules } = policyIn(vendors).properties;
    return Array.isArray(customRules) ? customRules : customRules.rules;
  };
  return {
    kind,
    simulator: "azure-resource-manager",
    claim: claimOf("45.83.64.10"),
    arrange: (vendors) =>
      vendors.scene("azure-resource-manager", { updateSeconds: 0, writes: 10_000 }),
    state: policyIn,
    meddling: {
      outcome: "kept",
      by(vendors) {
        const rules = rulesIn(vendors);
        const rule = { ...rules[0]!, name: "ofTheWebTeam", priority: 99 };
        const { properties, ...rest } = policyIn(vendors);
        const customRules = Array.isArray(properties.customRules)
          ? [...rules, rule]
          : { rules: [...rules, rule] };
        const resources = { [id]: { ...rest, properties: { ...properties, customRules } } };
        vendors.scene("azure-resource-manager", { resources });
      },
      isKept: (vendors) => rulesIn(vendors).some(({ name }) => name === "ofTheWebTeam"),
    },
    together: [claimOf("45.83.64.11"), claimOf("45.83.64.12")],
    protectedBy: { networks: ["45.83.64.0/24"] },
  };
};

export const cases: ContainmentCase[] = [
  caseOf("waf-block", `${network}/ApplicationGatewayWebApplicationFirewallPolicies/waf-web`),
  caseOf("front-door-block", `${network}/FrontDoorWebApplicationFirewallPolicies/wafshop`),
];

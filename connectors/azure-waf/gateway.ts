import { type Dialect, isBlock, isEnabled, isIpMatch, isPrevention } from "./dialect";
import { type GatewayPolicy, type GatewayRule, gatewayPolicy } from "./schema";

/** Web application firewall of Application Gateway: https://learn.microsoft.com/azure/web-application-firewall/ag/custom-waf-rules-overview */
export const gateway: Dialect<GatewayPolicy, GatewayRule> = {
  kind: "waf-block",
  type: "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies",
  version: "2025-05-01",
  title: "WAF policy",
  setting: "AZURE_WAF_POLICY",
  takesIpv6: false,
  schema: gatewayPolicy,
  rulesOf: ({ properties }) => properties.customRules ?? [],
  withRules: (policy, customRules) => ({
    ...policy,
    properties: { ...policy.properties, customRules },
  }),
  entriesOf: ({ matchConditions }) => matchConditions[0]?.matchValues ?? [],
  withEntries: (rule, matchValues) => ({
    ...rule,
    matchConditions: rule.matchConditions.map((condition, at) =>
      at === 0 ? { ...condition, matchValues } : condition,
    ),
  }),
  blocking: (name, priority, matchValues) => ({
    name,
    priority,
    state: "Enabled",
    ruleType: "MatchRule",
    action: "Block",
    matchConditions: [
      {
        matchVariables: [{ variableName: "RemoteAddr" }],
        operator: "IPMatch",
        negationConditon: false,
        matchValues,
        transforms: [],
      },
    ],
  }),
  isBlocking({ state, action, matchConditions }) {
    const [condition, ...more] = matchConditions;
    return (
      more.length === 0 &&
      condition !== undefined &&
      isEnabled(state) &&
      isBlock(action) &&
      isIpMatch(condition.operator) &&
      condition.negationConditon !== true
    );
  },
  isPreventing({ properties: { policySettings } }) {
    return isEnabled(policySettings?.state) && isPrevention(policySettings?.mode);
  },
  readOnly: [
    "applicationGateways",
    "applicationGatewayForContainers",
    "httpListeners",
    "pathBasedRules",
    "provisioningState",
    "resourceState",
  ],
};

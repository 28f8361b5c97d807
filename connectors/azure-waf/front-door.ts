import { type Dialect, isBlock, isEnabled, isIpMatch, isPrevention } from "./dialect";
import { type FrontDoorPolicy, type FrontDoorRule, frontDoorPolicy } from "./schema";

/**
 * Which address is compared: the other end of the connection, or what a proxy before Front Door says
 * in X-Forwarded-For, which anybody may write.
 */
export type MatchVariable = "SocketAddr" | "RemoteAddr";

/** Web application firewall of Front Door: https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-custom-rules */
export const frontDoor = (
  matchVariable: MatchVariable,
): Dialect<FrontDoorPolicy, FrontDoorRule> => ({
  kind: "front-door-block",
  type: "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies",
  version: "2024-02-01",
  title: "Front Door policy",
  setting: "AZURE_FRONT_DOOR_POLICY",
  takesIpv6: true,
  schema: frontDoorPolicy,
  rulesOf: ({ properties }) => properties.customRules?.rules ?? [],
  withRules: (policy, rules) => ({
    ...policy,
    properties: { ...policy.properties, customRules: { ...policy.properties.customRules, rules } },
  }),
  entriesOf: ({ matchConditions }) => matchConditions[0]?.matchValue ?? [],
  withEntries: (rule, matchValue) => ({
    ...rule,
    matchConditions: rule.matchConditions.map((condition, at) =>
      at === 0 ? { ...condition, matchValue } : condition,
    ),
  }),
  blocking: (name, priority, matchValue) => ({
    name,
    priority,
    enabledState: "Enabled",
    ruleType: "MatchRule",
    action: "Block",
    matchConditions: [
      { matchVariable, operator: "IPMatch", negateCondition: false, matchValue, transforms: [] },
    ],
  }),
  isBlocking({ enabledState, action, matchConditions }) {
    const [condition, ...more] = matchConditions;
    return (
      more.length === 0 &&
      condition !== undefined &&
      isEnabled(enabledState) &&
      isBlock(action) &&
      isIpMatch(condition.operator) &&
      condition.negateCondition !== true
    );
  },
  isPreventing({ properties: { policySettings } }) {
    return isEnabled(policySettings?.enabledState) && isPrevention(policySettings?.mode);
  },
  readOnly: [
    "frontendEndpointLinks",
    "provisioningState",
    "resourceState",
    "routingRuleLinks",
    "securityPolicyLinks",
  ],
});
